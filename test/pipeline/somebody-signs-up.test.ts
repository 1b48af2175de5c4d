import { expect, it } from 'vitest';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { offers } from '../../shared/documents/offer.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import type { Mail } from '../../shared/ports/delivery.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { subscriptionPolicies } from '../../shared/topology.ts';
import { apiOf, bearer, holdingOf, login, register, verifyAll } from '../support/account-holder.ts';
import { jsonOf } from '../support/answers.ts';
import { askingOffer } from '../support/asking-offer.ts';
import { testPlatform } from '../support/test-platform.ts';

const minuteMs = 60_000;

/** Every function on one platform in memory, with an outbox. */
function town() {
  const inMemory = testPlatform();
  const mails: Mail[] = [];
  const outbox = {
    send: async (sent: readonly Mail[]) => {
      mails.push(...sent);
      return { type: 'accepted', providerIds: sent.map((_, i) => `id-${i}`) } as const;
    },
  };
  const platform = { ...inMemory, outbox };
  const { receivers } = wireFunctions(platform);
  /** Until nothing is on the bus. */
  const settle = async () => {
    for (let message = inMemory.published.shift(); message; message = inMemory.published.shift()) {
      const { topic, body, attributes } = message;
      for (const { functionName } of subscriptionPolicies.filter((policy) => policy.topic === topic)) {
        const delivered = { id: 'm', topic, text: JSON.stringify(body), attributes, publishedAtMs: 0 };
        expect(await receivers[functionName]?.(delivered), `${functionName}: ${delivered.text}`).toBe('ack');
      }
    }
  };
  const publish = createPublish(inMemory.publisher, { correlationId: 'c' });
  const happens = async <T>(topic: Topic<T>, payload: T) => {
    await publish(topic, [payload]);
    await settle();
  };
  return { platform: inMemory, mails, settle, happens };
}

const deal = (offerId: string, nowMs: number): Deal => ({
  offerId,
  retailerId: 'generic',
  retailerName: 'Kettle House',
  title: `Brook kettle ${offerId}`,
  url: 'https://kettle.example/p/1',
  kind: 'glitch',
  price: { minor: 2_490, currency: 'EUR' },
  medianMinor: 9_999,
  low30Minor: 8_999,
  discount: 0.75,
  reasons: ['deal-rule'],
  observedAtMs: nowMs,
  confirmedAtMs: nowMs,
  retractedAtMs: null,
});

it('somebody signs up, confirms, chooses, is told once of what fits, stops with one click and hears no more', async () => {
  const { platform, mails, settle, happens } = town();
  const { clock, catalogue, people } = platform;
  const ask = apiOf(platform);
  const { token, userId } = await register(ask);
  await verifyAll(platform, ask);
  await settle();
  mails.length = 0;

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
    const value = { ...deal(id, clock.nowMs()), ...changes };
    await catalogue.write([deals.create(id, value), offers.set(value.offerId, askingOffer(value.price))]);
    await happens(dealConfirmed, { dealId: id });
  };
  await confirm('first');
  await confirm('of-a-lamp', { title: 'Oak lamp' });
  await confirm('no-glitch', { kind: 'deal' });
  await confirm('first-again', { offerId: 'first' });
  expect(mails).toEqual([]);
  // The free tier hears of it a quarter of an hour later.
  clock.advance(15 * minuteMs);
  await happens(releaseRequested, {});
  expect(mails.map(({ to, subject }) => [to, subject.split(':')[0]])).toEqual([
    ['ada@example.com', 'Brook kettle first'],
  ]);
  const later = await holdingOf(await login(ask));
  expect(await jsonOf(await ask('GET', '/api/notifications?limit=1', undefined, bearer(later.token)))).toMatchObject({
    items: [{ kind: 'deal', channel: 'email', state: 'sent', deal: { id: 'first' } }],
  });

  const [mail] = mails;
  const [, stopPath = ''] = /<https?:\/\/[^/]+([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '') ?? [];
  expect((await ask('POST', stopPath, 'List-Unsubscribe=One-Click')).status).toBe(200);
  expect((await subscribers.get(people, userId))?.value).toMatchObject({ active: false, indexed: null });
  await confirm('after-that');
  clock.advance(15 * minuteMs);
  await happens(releaseRequested, {});
  expect(mails).toHaveLength(1);
});
