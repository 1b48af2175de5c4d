import { beforeAll, expect, it } from 'vitest';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { channels } from '../../../shared/messages/notification-requested.ts';
import { type Ask, apiOf, bearer, register, verifyAll } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const given = {
  discord: { url: 'https://discord.com/api/webhooks/1234567890123/token-of-ada' },
  slack: { url: 'https://hooks.slack.com/services/T12345678/B1/tokenofada' },
  telegram: { chatId: '-1001234567' },
  ntfy: { url: 'https://ntfy.sh/topic-of-ada', accessToken: 'tk_token-of-ada' },
  webhook: { url: 'https://token-of-ada.hooks.example/path-of-ada' },
} as const;
const browser = (n: number) => ({
  endpoint: `https://push.example/token-of-ada-${n}`,
  expirationTime: null,
  keys: {
    p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url'),
    auth: Buffer.alloc(16, 2).toString('base64url'),
  },
});

let platform: TestPlatform;
let ask: Ask;
let userId: string;
let headers: Readonly<Record<string, string>>;

/** Somebody with a confirmed address; once for all, for passwords are slow to hash. */
beforeAll(async () => {
  platform = testPlatform({ flags: ['--rate-limit-scale', '5'], secrets: { VAPID_PUBLIC_KEY: 'public-key' } });
  ask = apiOf(platform);
  const holding = await register(ask);
  await verifyAll(platform, ask);
  userId = holding.userId;
  headers = bearer(holding.token);
});

const place = '/api/me/destinations';
const put = (channel: string, body: unknown) => ask('PUT', `${place}/${channel}`, body, headers);
const stored = async () => (await subscribers.get(platform.people, userId))?.value;

it('keeps what is given of each channel sealed, tells of it there, and shows a label alone', async () => {
  for (const [channel, body] of Object.entries(given)) expect((await put(channel, body)).status, channel).toBe(200);
  expect((await put('push', browser(1))).status).toBe(200);
  const { items } = await jsonOf(await ask('GET', place, undefined, headers));
  expect(items).toMatchObject([
    { channel: 'email', label: 'a…@example.com' },
    { channel: 'push', label: 'push.example/…', id: expect.any(String) },
    { channel: 'discord', label: 'webhook …123', off: null },
    { channel: 'slack', label: 'webhook of workspace …678' },
    { channel: 'telegram', label: 'chat …567' },
    { channel: 'ntfy', label: 'ntfy.sh/…ada' },
    { channel: 'webhook', label: '….hooks.example/…' },
  ]);
  expect((await stored())?.delivery.channels).toEqual(channels);
  const { destinations } = (await stored()) ?? {};
  const kept = JSON.stringify([items, destinations, platform.logged, platform.published, await dispatchesOf()]);
  expect(kept).not.toMatch(/token-?of-?ada|topic-of-ada|path-of-ada|-1001234567|whsec_/);
  expect((await dispatchesOf()).map(({ channel }) => channel).sort()).toEqual(Object.keys(given).sort());
});

const dispatchesOf = async () => {
  const query = { range: { max: platform.clock.nowMs() }, limit: 100 };
  const due = await dispatches.find(platform.people, 'due', query);
  return due.flatMap(({ value }) => (value.dealId === 'channel-added' ? [value] : []));
};

it('shows a signing secret of our making once, another one each time', async () => {
  const first = await jsonOf(await put('webhook', given.webhook));
  const second = await jsonOf(await put('webhook', given.webhook));
  for (const { secret } of [first, second]) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(first.secret).not.toBe(second.secret);
  expect(await jsonOf(await put('slack', given.slack))).not.toHaveProperty('secret');
});

it.each([
  ['discord', { url: 'https://discord.com.evil.example/api/webhooks/1/abc' }, 'invalid-input'],
  ['discord', { ...given.discord, username: 'x' }, 'invalid-input'],
  ['slack', { url: 'http://hooks.slack.com/services/T1/B1/x' }, 'invalid-input'],
  ['telegram', { chatId: 12 }, 'invalid-input'],
  ['ntfy', { url: 'https://ntfy.sh/a/b' }, 'invalid-input'],
  ['ntfy', { url: 'https://127.0.0.1/topic' }, 'refused-address'],
  ['webhook', { url: 'https://localhost/hook' }, 'refused-address'],
  ['webhook', { url: 'https://0x7f.1/hook' }, 'refused-address'],
  ['webhook', { url: 'https://metadata.google.internal/hook' }, 'refused-address'],
  ['webhook', { url: 'https://user:password@hook.example/' }, 'refused-address'],
  ['webhook', { url: 'https://hook.example:22/' }, 'refused-address'],
  ['webhook', { url: 'https://hook.example/', secret: 'whsec_mine' }, 'invalid-input'],
  ['push', { ...browser(2), endpoint: 'http://push.example/2' }, 'invalid-input'],
  ['push', { ...browser(2), endpoint: 'https://192.168.1.1/2' }, 'refused-address'],
  ['push', { ...browser(2), keys: { ...browser(2).keys, auth: 'short' } }, 'invalid-input'],
  [
    'push',
    { ...browser(2), keys: { ...browser(2).keys, p256dh: Buffer.alloc(65).toString('base64url') } },
    'invalid-input',
  ],
])('refuses of %s: %o', async (channel, body, type) => {
  const before = await stored();
  expect(await problemOf(await put(channel, body))).toEqual([400, type]);
  expect(await stored()).toEqual(before);
});

it('sends a test over every channel there is, and over no other', async () => {
  for (const [channel, body] of Object.entries(given)) await put(channel, body);
  await put('push', browser(1));
  platform.published.length = 0;
  for (const channel of channels) {
    const answer = await ask('POST', `${place}/${channel}/test`, undefined, headers);
    expect([channel, answer.status]).toEqual([channel, 202]);
  }
  expect(platform.published.map(({ body }) => body)).toMatchObject(
    channels.map((channel) => ({ kind: 'account', dealId: 'channel-test', channel, subscriberIds: [userId] })),
  );
  expect((await ask('DELETE', `${place}/slack`, undefined, headers)).status).toBe(204);
  expect(await problemOf(await ask('POST', `${place}/slack/test`, undefined, headers))).toEqual([
    409,
    'no-such-channel',
  ]);
  expect(await problemOf(await ask('POST', `${place}/pigeon/test`, undefined, headers))).toEqual([404, 'not-found']);
});

it('has at most ten browsers, each removed by its id', async () => {
  await ask('DELETE', `${place}/push`, undefined, headers);
  for (let n = 0; n < 12; n += 1) await put('push', browser(n));
  const renewed = await jsonOf(await put('push', browser(5)));
  const endpoints = async () =>
    (await stored())?.pushSubscriptions.map(({ endpoint }) => Number(endpoint.split('-').at(-1)));
  expect(await endpoints()).toEqual([2, 3, 4, 6, 7, 8, 9, 10, 11, 5]);
  await ask('DELETE', `${place}/push/${renewed.id}`, undefined, headers);
  expect(await endpoints()).toEqual([2, 3, 4, 6, 7, 8, 9, 10, 11]);
  expect(await jsonOf(await ask('GET', `${place}/push/key`, undefined, headers))).toEqual({ publicKey: 'public-key' });
});

it('is for nobody whose address is not confirmed, and has its own limit', async () => {
  const stranger = bearer((await register(ask, 'eve@example.com')).token);
  expect(await problemOf(await ask('PUT', `${place}/ntfy`, given.ntfy, stranger))).toEqual([403, 'forbidden']);
  const refusedAt: number[] = [];
  for (let n = 0; n < 150 && refusedAt.length === 0; n += 1) {
    const { status } = await ask('POST', `${place}/email/test`, undefined, headers);
    if (status === 429) refusedAt.push(n);
  }
  expect(refusedAt).toHaveLength(1);
});
