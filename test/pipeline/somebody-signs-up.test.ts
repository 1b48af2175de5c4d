import { expect, it } from 'vitest';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { startPushEndpoint } from '../servers/push-endpoint.ts';
import { apiOf, bearer, holdingOf, login, register, verifyAll } from '../support/account-holder.ts';
import { jsonOf } from '../support/answers.ts';
import { askingOffer } from '../support/asking-offer.ts';
import { kettleDeal } from '../support/kettle-deal.ts';
import { hostMapFlags, town } from '../support/town.ts';

const minuteMs = 60_000;

it('somebody signs up, confirms, chooses, is told once of what fits, stops with one click and hears no more', async () => {
  const vapid = createVapidKeys();
  await using stack = new AsyncDisposableStack();
  const pushes = await startPushEndpoint({ vapidPublicKey: vapid.publicKey });
  stack.defer(pushes.close);
  const secrets = { VAPID_PUBLIC_KEY: vapid.publicKey, VAPID_PRIVATE_KEY: vapid.privateKey };
  const { platform, mails, settle, happens } = town({ flags: hostMapFlags(pushes.hosts), secrets });
  const { clock, catalogue, people } = platform;
  const ask = apiOf(platform);
  const { token, userId } = await register(ask);
  await verifyAll(platform, ask);
  await settle();
  mails.length = 0;

  const browser = pushes.subscribe();
  expect((await ask('PUT', '/api/me/destinations/push', browser, bearer(token))).status).toBe(200);
  const chosen = {
    active: true,
    locale: 'en-GB',
    timeZone: 'Europe/Berlin',
    filter: { keywords: ['kettles'], kinds: ['glitch'] },
    delivery: {
      channels: ['email', 'push'],
      fallbackChannels: [],
      quietHours: null,
      digest: { every: 'instant', atHour: 8 },
      mostPerDay: 5,
      coolDownHours: 24,
      rearmDrop: 0.05,
    },
  };
  expect((await ask('PUT', '/api/preferences', chosen, bearer(token))).status).toBe(200);

  const confirm = async (id: string, changes: Partial<Deal> = {}) => {
    const value = { ...kettleDeal(id, clock.nowMs()), ...changes };
    await catalogue.write([deals.create(id, value), offers.set(value.offerId, askingOffer(value.price))]);
    await happens(dealConfirmed, { dealId: id });
  };
  await confirm('first');
  await confirm('of-a-lamp', { title: 'Oak lamp' });
  await confirm('no-glitch', { kind: 'deal' });
  await confirm('first-again', { offerId: 'first' });
  expect([mails, pushes.waiting(browser)]).toEqual([[], []]);
  // The free tier hears of it a quarter of an hour later.
  clock.advance(15 * minuteMs);
  await happens(releaseRequested, {});
  expect(mails.map(({ to, subject }) => [to, subject.split(':')[0]])).toEqual([
    ['ada@example.com', 'Brook kettle first'],
  ]);
  expect(pushes.requests).toHaveLength(1);
  expect(pushes.waiting(browser).map(({ payload }) => JSON.parse(payload).title)).toEqual([
    expect.stringContaining('Brook kettle first'),
  ]);
  const later = await holdingOf(await login(ask));
  expect(await jsonOf(await ask('GET', '/api/notifications?limit=2', undefined, bearer(later.token)))).toMatchObject({
    items: expect.arrayContaining(
      ['email', 'push'].map((channel) =>
        expect.objectContaining({
          kind: 'deal',
          channel,
          state: 'sent',
          deal: expect.objectContaining({ id: 'first' }),
        }),
      ),
    ),
  });

  const [mail] = mails;
  const [, stopPath = ''] = /<https?:\/\/[^/]+([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
  expect((await ask('POST', stopPath, 'List-Unsubscribe=One-Click')).status).toBe(200);
  expect((await subscribers.get(people, userId))?.value).toMatchObject({ active: false, indexed: null });
  await confirm('after-that');
  clock.advance(15 * minuteMs);
  await happens(releaseRequested, {});
  expect([mails.length, pushes.requests.length]).toEqual([1, 1]);
});
