import { afterEach, describe, expect, test } from 'vitest';
import { createResendDelivery } from '../../shared/adapters/resend.ts';
import type { Mail } from '../../shared/ports/delivery.ts';
import { deadOrigin } from '../servers/local-server.ts';
import { type ResendServer, startResendServer } from '../servers/resend.ts';
import { ManualClock } from '../support/manual-clock.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp(options: Parameters<typeof startResendServer>[0] & { baseUrl?: string; apiKey?: string } = {}) {
  const clock = new ManualClock(undefined, { autoAdvance: true });
  const server = await startResendServer({ nowMs: () => clock.nowMs(), ...options, apiKey: 're_test' });
  cleanups.push(server.close);
  const delivery = createResendDelivery({
    apiKey: options.apiKey ?? 're_test',
    baseUrl: options.baseUrl ?? server.origin,
    clock,
    requestsPerSecond: 1_000,
  });
  return { clock, server, delivery };
}

function mails(count: number): Mail[] {
  return Array.from({ length: count }, (_, index) => ({
    from: 'PriceHawk <deals@pricehawk.example>',
    to: `reader-${index}@example.org`,
    subject: 'A kettle for half the price',
    html: '<p>Ünïcode</p>',
    text: 'Ünïcode',
    headers: { 'List-Unsubscribe': '<https://pricehawk.example/u/1>' },
  }));
}

const anyTime = () => new AbortController().signal;
const sentTo = (server: ResendServer) => server.sent.map(({ to }) => to);

describe('sending mails', () => {
  test('a page of a hundred mails is one request, answered with one id each', async () => {
    const { server, delivery } = await setUp();
    const outcome = await delivery.send(mails(100), 'dispatch-1', anyTime());
    expect(outcome).toEqual({ type: 'accepted', providerIds: server.sent.map(({ id }) => id) });
    expect(server.requests).toHaveLength(1);
    const { id: _, ...first } = server.sent[0] ?? { id: '' };
    expect(first).toEqual(mails(1)[0]);
  });

  test('one bad address does not keep the mail from the others', async () => {
    const { server, delivery } = await setUp();
    const page = mails(3).map((mail, index) => (index === 1 ? { ...mail, to: 'nobody' } : mail));
    const outcome = await delivery.send(page, 'dispatch-1', anyTime());
    expect(outcome).toEqual({ type: 'accepted', providerIds: [expect.any(String), null, expect.any(String)] });
    expect(sentTo(server)).toEqual(['reader-0@example.org', 'reader-2@example.org']);
  });

  test('mails none of which can be sent are rejected', async () => {
    const { delivery } = await setUp();
    const page = mails(1).map((mail) => ({ ...mail, to: 'nobody' }));
    expect((await delivery.send(page, 'dispatch-1', anyTime())).type).toBe('rejected');
  });

  test('more than a hundred mails are rejected and not tried again', async () => {
    const { server, delivery } = await setUp();
    expect(await delivery.send(mails(101), 'dispatch-1', anyTime())).toEqual({
      type: 'rejected',
      reason: 'resend: 422 validation_error',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the idempotency key', () => {
  test('sends the same mails once, however often they are handed over', async () => {
    const { server, delivery } = await setUp();
    const first = await delivery.send(mails(2), 'dispatch-1', anyTime());
    expect(await delivery.send(mails(2), 'dispatch-1', anyTime())).toEqual(first);
    expect(server.sent).toHaveLength(2);
  });

  test('is kept by the provider for 24 hours and no longer', async () => {
    const { clock, server, delivery } = await setUp();
    await delivery.send(mails(1), 'dispatch-1', anyTime());
    clock.advance(24 * 3_600_000 - 1);
    await delivery.send(mails(1), 'dispatch-1', anyTime());
    expect(server.sent).toHaveLength(1);
    clock.advance(1);
    await delivery.send(mails(1), 'dispatch-1', anyTime());
    expect(server.sent).toHaveLength(2);
  });

  test('with another payload is rejected', async () => {
    const { server, delivery } = await setUp();
    await delivery.send(mails(1), 'dispatch-1', anyTime());
    const outcome = await delivery.send(mails(2), 'dispatch-1', anyTime());
    expect(outcome).toEqual({ type: 'rejected', reason: 'resend: 409 invalid_idempotent_request' });
    expect(server.sent).toHaveLength(1);
  });

  test('in use by a request still under way gives that request’s answer in the end', async () => {
    const gate = Promise.withResolvers<void>();
    const { clock, server, delivery } = await setUp({ sending: () => gate.promise });
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms, signal) => {
      gate.resolve();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await sleep(ms, signal);
    };
    const outcomes = await Promise.all([
      delivery.send(mails(1), 'dispatch-1', anyTime()),
      delivery.send(mails(1), 'dispatch-1', anyTime()),
    ]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0].type).toBe('accepted');
    expect(server.sent).toHaveLength(1);
  });
});

describe('when something goes wrong', () => {
  test('mails whose answer got lost are handed over again and sent once', async () => {
    const { server, delivery } = await setUp();
    server.faults.push({ type: 'torn-answer' });
    expect((await delivery.send(mails(2), 'dispatch-1', anyTime())).type).toBe('accepted');
    expect(server.requests).toHaveLength(2);
    expect(server.sent).toHaveLength(2);
  });

  test('no answer in time is unknown, for the mails may have been sent', async () => {
    const { server, delivery } = await setUp();
    server.faults.push({ type: 'no-answer' });
    const outcome = await delivery.send(mails(1), 'dispatch-1', AbortSignal.timeout(200));
    expect(outcome).toEqual({ type: 'unknown', reason: 'resend: no answer in time' });
    expect(server.sent).toHaveLength(1);
  });

  test('a server that cannot be reached has certainly sent nothing', async () => {
    const { clock, delivery } = await setUp({ baseUrl: deadOrigin });
    const outcome = await delivery.send(mails(1), 'dispatch-1', anyTime());
    expect(outcome).toEqual({ type: 'unavailable', reason: 'resend: the connection failed' });
    expect(clock.sleptMs).toEqual([1_000, 2_000, 4_000]);
  });

  test('a deadline that has passed before the request leaves nothing open', async () => {
    const { server, delivery } = await setUp();
    const outcome = await delivery.send(mails(1), 'dispatch-1', AbortSignal.abort());
    expect(outcome.type).toBe('unavailable');
    expect(server.requests).toHaveLength(0);
  });

  test('a wrong key is not tried again at once, and is not told in the reason', async () => {
    const { server, delivery } = await setUp({ apiKey: 're_wrong_secret' });
    const outcome = await delivery.send(mails(1), 'dispatch-1', anyTime());
    expect(outcome).toEqual({
      type: 'unavailable',
      reason: 'resend: 403 invalid_api_key',
      retryAfterMs: 15 * 60_000,
    });
    expect(server.requests).toHaveLength(1);
  });

  test('an exhausted quota is reported with a long pause, not waited for', async () => {
    const { server, delivery } = await setUp();
    const body = JSON.stringify({ statusCode: 429, name: 'daily_quota_exceeded', message: 'Quota.' });
    server.faults.push({ type: 'instead', answer: { status: 429, body } });
    expect(await delivery.send(mails(1), 'dispatch-1', anyTime())).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['a gateway without a body', { status: 502, body: '<html>Bad gateway' }, 'unknown'],
    ['a service that is down', { status: 503, body: '' }, 'unavailable'],
    ['an answer that is not what was asked for', { status: 200, body: '{"data":[]}' }, 'unknown'],
  ])('%s is tried four times', async (_, answer, type) => {
    const { server, delivery } = await setUp();
    server.faults.push(...Array.from({ length: 4 }, () => ({ type: 'instead' as const, answer })));
    expect((await delivery.send(mails(1), 'dispatch-1', anyTime())).type).toBe(type);
    expect(server.requests).toHaveLength(4);
  });
});

describe('the rate limit', () => {
  test('is kept by pausing as the headers say, so that no request is refused', async () => {
    const { clock, server, delivery } = await setUp({ requestsPerSecond: 5 });
    for (let page = 0; page < 12; page++) await delivery.send(mails(1), `dispatch-${page}`, anyTime());
    expect(server.sent).toHaveLength(12);
    expect(server.requests).toHaveLength(12);
    expect(clock.sleptMs).toHaveLength(2);
  });

  test('that was exceeded by others is waited for', async () => {
    const { clock, server, delivery } = await setUp();
    const body = JSON.stringify({ statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many.' });
    server.faults.push({ type: 'instead', answer: { status: 429, headers: { 'retry-after': '3' }, body } });
    expect((await delivery.send(mails(1), 'dispatch-1', anyTime())).type).toBe('accepted');
    expect(clock.sleptMs).toEqual([3_000]);
  });
});
