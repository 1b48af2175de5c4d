import { afterEach, describe, expect, test } from 'vitest';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import { createWebPushDelivery } from '../../shared/adapters/web-push.ts';
import { deadOrigin } from '../servers/local-server.ts';
import { startPushEndpoint } from '../servers/push-endpoint.ts';
import { ManualClock } from '../support/manual-clock.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp(options: { readonly signedWithOtherKeys?: boolean } = {}) {
  const vapid = createVapidKeys();
  const clock = new ManualClock(undefined, { autoAdvance: true });
  const server = await startPushEndpoint({ vapidPublicKey: vapid.publicKey });
  cleanups.push(server.close);
  const delivery = createWebPushDelivery({
    vapid: options.signedWithOtherKeys ? createVapidKeys() : vapid,
    contact: 'mailto:operator@pricehawk.example',
    clock,
    allowedHosts: { ...server.hosts, 'dead.example': new URL(deadOrigin).host },
  });
  const push = (subscription = server.subscribe(), payload = 'A kettle for 12,50 €', signal?: AbortSignal) =>
    delivery.send(
      subscription,
      payload,
      { topic: 'notification:1', ttlSeconds: 3_600, urgency: 'high' },
      signal ?? new AbortController().signal,
    );
  return { server, clock, push };
}

describe('a web push', () => {
  test('arrives signed, encrypted and readable by the browser alone', async () => {
    const { server, push } = await setUp();
    const subscription = server.subscribe();
    const outcome = await push(subscription);
    expect(outcome).toEqual({ type: 'accepted', providerIds: ['https://push.example/message/1'] });
    expect(server.waiting(subscription)).toEqual([
      { payload: 'A kettle for 12,50 €', topic: expect.any(String), ttlSeconds: 3_600, urgency: 'high' },
    ]);
    expect(server.requests[0]?.body.toString('latin1')).not.toContain('kettle');
  });

  test('that is repeated replaces the first, so that the reader sees one', async () => {
    const { server, push } = await setUp();
    const subscription = server.subscribe();
    server.faults.push({ type: 'torn-answer' });
    await push(subscription);
    await push(subscription);
    expect(server.requests.length).toBeGreaterThan(1);
    expect(server.waiting(subscription)).toHaveLength(1);
  });

  test('to a browser that has unsubscribed says that the subscription is over', async () => {
    const { server, push } = await setUp();
    const subscription = server.subscribe();
    server.unsubscribe(subscription);
    expect(await push(subscription)).toEqual({ type: 'expired', reason: 'push: 410' });
    expect(await push({ ...subscription, endpoint: 'https://push.example/push/99' })).toEqual({
      type: 'expired',
      reason: 'push: 404',
    });
  });

  test('signed with keys the browser did not subscribe to is rejected', async () => {
    const { push } = await setUp({ signedWithOtherKeys: true });
    expect(await push()).toEqual({ type: 'rejected', reason: 'push: 403' });
  });

  test('that is too long is rejected before it is sent', async () => {
    const { server, push } = await setUp();
    expect((await push(undefined, 'x'.repeat(3_993))).type).toBe('accepted');
    expect((await push(undefined, 'x'.repeat(3_994))).type).toBe('rejected');
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['plain http', 'http://push.example/push/1'],
    ['another scheme', 'file:///etc/passwd'],
    ['an address', 'https://127.0.0.1/push/1'],
    ['the metadata service', 'https://169.254.169.254/push/1'],
    ['a name of this machine', 'https://localhost/push/1'],
    ['no URL', 'nowhere'],
  ])('to an endpoint of %s is not sent', async (_, endpoint) => {
    const { server, push } = await setUp();
    expect((await push({ ...server.subscribe(), endpoint })).type).toBe('expired');
    expect(server.requests).toHaveLength(0);
  });

  test('to a subscription with broken keys says that it is over', async () => {
    const { server, push } = await setUp();
    const { endpoint } = server.subscribe();
    expect((await push({ endpoint, keys: { p256dh: 'AAAA', auth: 'AAAA' } })).type).toBe('expired');
  });
});

describe('when the push service fails', () => {
  test('a pause it asks for is kept when it is short', async () => {
    const { server, clock, push } = await setUp();
    server.faults.push({ type: 'instead', answer: { status: 429, headers: { 'retry-after': '5' } } });
    expect((await push()).type).toBe('accepted');
    expect(clock.sleptMs).toEqual([5_000]);
  });

  test('a pause it asks for is handed on when it is long', async () => {
    const { server, clock, push } = await setUp();
    server.faults.push({ type: 'instead', answer: { status: 503, headers: { 'retry-after': '600' } } });
    expect(await push()).toEqual({ type: 'unavailable', reason: 'push: 503', retryAfterMs: 600_000 });
    expect(clock.sleptMs).toEqual([]);
  });

  test('no answer in time is unknown', async () => {
    const { server, push } = await setUp();
    server.faults.push({ type: 'no-answer' });
    const outcome = await push(undefined, undefined, AbortSignal.timeout(200));
    expect(outcome).toEqual({ type: 'unknown', reason: 'push: no answer in time' });
  });

  test('a service that cannot be reached has certainly got nothing', async () => {
    const { server, clock, push } = await setUp();
    const outcome = await push({ ...server.subscribe(), endpoint: 'https://dead.example/push/1' });
    expect(outcome).toEqual({ type: 'unavailable', reason: 'push: the connection failed' });
    expect(clock.sleptMs).toHaveLength(3);
  });
});
