import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { offers } from '../../shared/documents/offer.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import type { DeliveryRules } from '../../shared/domain/audience/delivery-rules.ts';
import { dealConfirmed } from '../../shared/messages/deal-confirmed.ts';
import { dealRetracted } from '../../shared/messages/deal-retracted.ts';
import { type Channel, channels } from '../../shared/messages/notification-requested.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { type ChatServices, startChatServices } from '../servers/chat-services.ts';
import { type PushEndpoint, startPushEndpoint } from '../servers/push-endpoint.ts';
import { apiOf, bearer, register, verifyAll } from '../support/account-holder.ts';
import { askingOffer } from '../support/asking-offer.ts';
import { kettleDeal } from '../support/kettle-deal.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { hostMapFlags, town } from '../support/town.ts';

const vapid = createVapidKeys();
const given = {
  discord: { url: 'https://discord.com/api/webhooks/123/abc' },
  slack: { url: 'https://hooks.slack.com/services/T1/B1/xyz' },
  telegram: { chatId: '12' },
  ntfy: { url: 'https://ntfy.sh/my-deals', accessToken: 'tk_1' },
  webhook: { url: 'https://hook.example/hook' },
} as const;
const hostOf: Readonly<Record<string, string>> = {
  discord: 'discord.com',
  slack: 'hooks.slack.com',
  telegram: 'api.telegram.org',
  ntfy: 'ntfy.sh',
  webhook: 'hook.example',
};

let chats: ChatServices;
let pushes: PushEndpoint;
beforeEach(async () => {
  chats = await startChatServices();
  pushes = await startPushEndpoint({ vapidPublicKey: vapid.publicKey });
});
afterEach(async () => {
  await chats.close();
  await pushes.close();
});

/** Somebody who is told over all seven channels, each given over the API. */
async function reader() {
  const keys = { VAPID_PUBLIC_KEY: vapid.publicKey, VAPID_PRIVATE_KEY: vapid.privateKey };
  const life = town({
    flags: hostMapFlags(chats.hosts, pushes.hosts),
    secrets: { ...keys, TELEGRAM_BOT_TOKEN: '42:token' },
    clock: new ManualClock(undefined, { autoAdvance: true }),
  });
  const { platform, mails, settle, happens } = life;
  const { catalogue, people, clock } = platform;
  const ask = apiOf(platform);
  const { token, userId } = await register(ask);
  await verifyAll(platform, ask);
  const browser = pushes.subscribe();
  await ask('PUT', '/api/me/destinations/push', browser, bearer(token));
  let secret = '';
  for (const [channel, body] of Object.entries(given)) {
    const answer = await ask('PUT', `/api/me/destinations/${channel}`, body, bearer(token));
    expect([channel, answer.status]).toEqual([channel, 200]);
    const { secret: shown = '' } = JSON.parse(await answer.text());
    secret ||= shown;
  }
  await settle();
  const silence = () => {
    mails.length = 0;
    chats.shown.length = 0;
    chats.requests.length = 0;
    pushes.requests.length = 0;
  };
  /** How often somebody was told over each channel since. */
  const told = () => {
    const counted = chats.shown.map(({ host }) => Object.keys(hostOf).find((channel) => hostOf[channel] === host));
    const all = [...mails.map(() => 'email'), ...pushes.requests.map(() => 'push'), ...counted];
    return Object.fromEntries(channels.map((channel) => [channel, all.filter((each) => each === channel).length]));
  };
  const prefer = (delivery: Partial<DeliveryRules>) =>
    people.transaction((read) =>
      changeSubscriber(
        read,
        userId,
        (before) => before && { ...before, tier: 'pro', delivery: { ...before.delivery, ...delivery } },
      ),
    );
  const confirm = async (id: string) => {
    const value = kettleDeal(id, clock.nowMs());
    await catalogue.write([deals.create(id, value), offers.set(value.offerId, askingOffer(value.price))]);
    await happens(dealConfirmed, { dealId: id });
  };
  const retract = async (id: string) => {
    await catalogue.write([deals.update(id, fields({ retractedAtMs: clock.nowMs() }))]);
    await happens(dealRetracted, { dealId: id });
  };
  const stateOf = async (channel: Channel, dealId: string) => {
    const found = await notifications.find(people, 'ofDeal', { equal: { dealId }, limit: 20 });
    return found.filter(({ value }) => value.channel === channel).map(({ value }) => value.state);
  };
  const kept = async () => (await subscribers.get(people, userId))?.value;
  return { ...life, ask, token, secret, silence, told, prefer, confirm, retract, stateOf, kept };
}

const once = Object.fromEntries(channels.map((channel) => [channel, 1]));

it('one deal is one message on each of seven channels, and its retraction one more', async () => {
  const { silence, told, prefer, confirm, retract, secret, platform } = await reader();
  await prefer({});
  // Each was told so when it was given.
  expect(chats.shown.map(({ host }) => host)).toEqual(Object.values(hostOf));
  silence();
  await confirm('first');
  expect(told()).toEqual(once);

  const toHook = chats.requests.find(({ headers }) => headers.host === 'hook.example');
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = toHook?.headers ?? {};
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', key).update(`${id}.${timestamp}.${toHook?.body}`).digest('base64');
  expect([key.length, signature]).toEqual([32, `v1,${signed}`]);

  silence();
  await retract('first');
  expect(told()).toEqual(once);

  const everything = JSON.stringify([platform.people.all(), platform.catalogue.all(), platform.logged]);
  const secretParts = ['/123/abc', 'T1/B1', 'my-deals', 'tk_1', secret.slice(6), 'hook.example/hook', '42:token'];
  expect(secretParts.filter((part) => everything.includes(part))).toEqual([]);
});

it('several deals are one digest on each channel', async () => {
  const { silence, told, prefer, confirm, happens, platform } = await reader();
  await prefer({ digest: { every: 'hourly', atHour: 8 } });
  silence();
  for (const id of ['first', 'second', 'third']) await confirm(id);
  expect(Object.values(told())).toEqual(channels.map(() => 0));
  platform.clock.advance(3_600_000);
  await happens(releaseRequested, {});
  expect(told()).toEqual(once);
  for (const { body } of chats.shown) {
    for (const id of ['first', 'second', 'third']) expect(JSON.stringify(body)).toContain(`Brook kettle ${id}`);
  }
});

it('what a chat perhaps showed is not sent again; a webhook is, under the same id', async () => {
  const { silence, told, prefer, confirm, retract, stateOf, happens, platform } = await reader();
  for (const channel of ['discord', 'slack', 'telegram', 'ntfy'] as const) {
    await prefer({ channels: [channel] });
    silence();
    chats.faults.push({ type: 'hung-up' });
    await confirm(channel);
    platform.clock.advance(300_000);
    await happens(releaseRequested, {});
    expect([channel, await stateOf(channel, channel), told()[channel]]).toEqual([channel, ['unknown'], 1]);
  }
  // Who perhaps read of it is told that it was wrong.
  silence();
  await retract('discord');
  expect(told()).toMatchObject({ discord: 1, slack: 0 });
  await prefer({ channels: ['webhook'] });
  silence();
  chats.faults.push(...Array(5).fill({ type: 'hung-up' }));
  await confirm('webhook');
  platform.clock.advance(300_000);
  await happens(releaseRequested, {});
  expect(await stateOf('webhook', 'webhook')).toEqual(['sent']);
  expect(chats.requests.length).toBe(6);
  expect(new Set(chats.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

it('a destination that is gone is switched off, its owner told otherwise, and served again once given anew', async () => {
  const { ask, token, settle, silence, told, prefer, confirm, stateOf, kept } = await reader();
  await ask('PUT', '/api/me/destinations/discord', { url: 'https://discord.com/api/webhooks/9/gone' }, bearer(token));
  await settle();
  // Already the message about itself told so.
  expect((await kept())?.destinations.discord?.off?.reason).toBe('discord: 404');
  await ask('PUT', '/api/me/destinations/discord', given.discord, bearer(token));
  await prefer({ channels: ['discord'], fallbackChannels: ['slack', 'email'] });
  await settle();
  silence();
  chats.faults.push({ type: 'instead', answer: { status: 410 } });
  await confirm('first');
  expect([await stateOf('discord', 'first'), told()]).toEqual([
    ['failed'],
    expect.objectContaining({ slack: 1, email: 0 }),
  ]);
  const listed = await ask('GET', '/api/me/destinations', undefined, bearer(token));
  const { items } = JSON.parse(await listed.text());
  expect(items.find(({ channel }: { channel: string }) => channel === 'discord').off).toMatchObject({
    reason: 'discord: 410',
  });
  // From now on the other is told at once.
  silence();
  await confirm('second');
  expect(told()).toMatchObject({ discord: 0, slack: 1, email: 0 });
  await ask('PUT', '/api/me/destinations/discord', given.discord, bearer(token));
  await settle();
  silence();
  await confirm('third');
  expect(told()).toMatchObject({ discord: 1, slack: 0, email: 0 });
});

it('a test that waits for a service is not sent to a destination taken away meanwhile', async () => {
  const { ask, token, silence, told, settle, happens, platform } = await reader();
  silence();
  chats.faults.push(...Array(4).fill({ type: 'instead', answer: { status: 503 } }));
  expect((await ask('POST', '/api/me/destinations/slack/test', undefined, bearer(token))).status).toBe(202);
  await settle();
  await ask('DELETE', '/api/me/destinations/slack', undefined, bearer(token));
  platform.clock.advance(300_000);
  await happens(releaseRequested, {});
  expect(told()).toMatchObject({ slack: 0 });
});

it('what waits for a service is not sent any more where its reader has taken the destination away', async () => {
  const { ask, token, silence, told, prefer, confirm, stateOf, happens, platform } = await reader();
  await prefer({ channels: ['slack', 'discord'] });
  silence();
  chats.faults.push(...Array(8).fill({ type: 'instead', answer: { status: 503 } }));
  await confirm('first');
  await ask('DELETE', '/api/me/destinations/slack', undefined, bearer(token));
  platform.clock.advance(300_000);
  await happens(releaseRequested, {});
  expect(told()).toMatchObject({ slack: 0, discord: 1 });
  expect([await stateOf('slack', 'first'), await stateOf('discord', 'first')]).toEqual([['cancelled'], ['sent']]);
});
