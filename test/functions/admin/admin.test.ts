import { beforeEach, describe, expect, it } from 'vitest';
import { wire } from '../../../functions/admin/wire.ts';
import { breakers } from '../../../shared/documents/breaker.ts';
import { deadLetters } from '../../../shared/documents/dead-letter.ts';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { heartbeats } from '../../../shared/documents/heartbeat.ts';
import { idsOf, jsonOf, problemOf } from '../../support/answers.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
beforeEach(() => {
  platform = testPlatform();
  const app = wire(platform);
  ask = async (path, init) => app.request(path, { headers: { authorization: `Bearer ${adminSecret}` }, ...init });
});
const post = (path: string, body?: unknown) =>
  ask(path, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

const letter = (changes: object = {}) => ({
  topic: 'deal-confirmed',
  functionName: 'select-audience',
  messageId: 'm',
  body: '{"dealId":"d"}',
  attributes: { version: '1', CloudPubSubDeadLetterSourceDeliveryCount: '5' },
  reason: 'every delivery failed',
  correlationId: 'c-1',
  state: 'open' as const,
  attempts: 5,
  recordedAtMs: 1,
  settledAtMs: null,
  ...changes,
});
const keep = (id: string, changes: object = {}) => platform.people.write([deadLetters.create(id, letter(changes))]);
const kept = async (id: string) => (await deadLetters.get(platform.people, id))?.value;

describe('every path of the operator', () => {
  it.each(['/admin/breakers', '/admin/breakers/gemini', '/admin/dead-letters', '/internal/status', '/admin/nowhere'])(
    'is closed to who has no secret or another: %s',
    async (path) => {
      for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
        expect(await problemOf(await ask(path, { headers }))).toEqual([401, 'unauthorised']);
      }
    },
  );

  it('is kept by no cache', async () => {
    expect((await ask('/admin/breakers')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('breakers', () => {
  it('are opened, closed and reset by hand, and the log says by whom', async () => {
    expect(await problemOf(await ask('/admin/breakers/gemini'))).toEqual([404, 'not-found']);
    expect(await (await post('/admin/breakers/gemini', { action: 'open' })).json()).toMatchObject({
      service: 'gemini',
      state: 'open',
      nextRetryAtMs: null,
    });
    expect(await platform.breakers.admit('gemini')).toMatchObject({ type: 'refused' });
    expect((await jsonOf(await ask('/admin/breakers'))).items).toMatchObject([{ service: 'gemini', state: 'open' }]);
    expect(await (await post('/admin/breakers/gemini', { action: 'close' })).json()).toMatchObject({ state: 'closed' });
    expect(await (await post('/admin/breakers/gemini', { action: 'reset' })).json()).toMatchObject({ state: 'closed' });
    expect(await (await ask('/admin/breakers/gemini')).json()).toMatchObject({ state: 'closed', failureCount: 0 });
    expect(platform.logged.map(({ message }) => message)).toContain('an operator told a breaker to open');
  });

  it.each<readonly [string, unknown, number, string]>([
    ['gemini', { action: 'explode' }, 400, 'invalid-input'],
    ['gemini', { action: 'open', for: 5 }, 400, 'invalid-input'],
    ['gemini', {}, 400, 'invalid-input'],
    ['gemini', undefined, 400, 'invalid-json'],
    ['a%20b', { action: 'open' }, 404, 'not-found'],
    ['__all__', { action: 'open' }, 404, 'not-found'],
  ])('refuse POST %s %j and stay as they are', async (service, body, status, type) => {
    expect(await problemOf(await post(`/admin/breakers/${service}`, body))).toEqual([status, type]);
    expect(await breakers.find(platform.catalogue, 'all', { limit: 10 })).toEqual([]);
  });
});

describe('dead letters', () => {
  it('are listed by state, the newest first', async () => {
    await keep('old');
    await keep('new', { recordedAtMs: 2 });
    await keep('gone', { state: 'discarded' });
    const ids = async (query: string) => (await idsOf(await ask(`/admin/dead-letters${query}`))).ids;
    expect([await ids(''), await ids('?limit=1'), await ids('?state=discarded')]).toEqual([
      ['new', 'old'],
      ['new'],
      ['gone'],
    ]);
    for (const query of ['?state=lost', '?limit=0', '?limit=51', '?page=2']) {
      expect(await problemOf(await ask(`/admin/dead-letters${query}`))).toEqual([400, 'invalid-input']);
    }
  });

  it('are replayed as they were, with their correlation id and without what the bus wrote on them', async () => {
    await keep('x');
    expect(await (await post('/admin/dead-letters/x/replay')).json()).toEqual({ id: 'x', state: 'replayed' });
    expect(platform.published).toEqual([
      { topic: 'deal-confirmed', body: { dealId: 'd' }, attributes: { version: '1', 'x-correlation-id': 'c-1' } },
    ]);
    expect(await kept('x')).toMatchObject({ state: 'replayed', settledAtMs: platform.clock.nowMs() });
  });

  it('are listed and replayed in steps, past those that cannot be replayed', async () => {
    const ids = Array.from({ length: 45 }, (_, i) => `x${i + 10}`);
    for (const [i, id] of ids.entries()) {
      await keep(id, { recordedAtMs: i, ...(i % 10 === 0 ? { topic: 'weather' } : {}) });
    }
    const listed: string[] = [];
    let query = '?limit=20';
    for (let page = 0; page < 3; page += 1) {
      const { ids: some, nextCursor } = await idsOf(await ask(`/admin/dead-letters${query}`));
      listed.push(...some);
      query = `?limit=20&cursor=${nextCursor}`;
    }
    expect(listed).toEqual(ids.toReversed());

    const first = await jsonOf(await post('/admin/dead-letters/replay?limit=30'));
    expect(first).toMatchObject({ replayed: 27, refused: 3, nextCursor: expect.any(String) });
    const second = await jsonOf(await post(`/admin/dead-letters/replay?limit=30&cursor=${first.nextCursor}`));
    expect(second).toEqual({ replayed: 13, refused: 2, nextCursor: null });
    expect(await problemOf(await post('/admin/dead-letters/replay?cursor=zzz'))).toEqual([400, 'invalid-cursor']);
  });

  it('are replayed all at once, except those that no function would get', async () => {
    await keep('x');
    await keep('y', { body: 'not JSON' });
    await keep('z', { topic: 'weather' });
    await keep('gone', { state: 'discarded' });
    expect(await (await post('/admin/dead-letters/replay')).json()).toEqual({
      replayed: 1,
      refused: 2,
      nextCursor: null,
    });
    expect([(await kept('x'))?.state, (await kept('y'))?.state, (await kept('z'))?.state]).toEqual([
      'replayed',
      'open',
      'open',
    ]);
  });

  it('are discarded, and then not replayed', async () => {
    await keep('x');
    expect((await post('/admin/dead-letters/x/discard')).status).toBe(200);
    expect((await post('/admin/dead-letters/x/discard')).status).toBe(200);
    expect(await problemOf(await post('/admin/dead-letters/x/replay'))).toEqual([409, 'settled']);
    await keep('y', { state: 'replayed' });
    expect(await problemOf(await post('/admin/dead-letters/y/discard'))).toEqual([409, 'settled']);
    expect(platform.published).toEqual([]);
  });

  it.each(['replay', 'discard'])('that do not exist cannot be %sed', async (action) => {
    for (const id of ['none', 'a%2Fb', '%00', '__x__']) {
      expect(await problemOf(await post(`/admin/dead-letters/${id}/${action}`))).toEqual([404, 'not-found']);
    }
  });

  it('that are no message any more are refused', async () => {
    await keep('x', { body: '[1]' });
    expect(await problemOf(await post('/admin/dead-letters/x/replay'))).toEqual([422, 'not-replayable']);
    expect((await kept('x'))?.state).toBe('open');
  });

  it('stay open when the bus is away', async () => {
    await keep('x');
    platform.publishFails = new Error('away');
    expect((await post('/admin/dead-letters/x/replay')).status).toBe(500);
    expect((await kept('x'))?.state).toBe('open');
  });

  it('of a dispatch that failed allow it its attempts again; of one perhaps sent, under the age of its key', async () => {
    const request = { dispatchId: 'dispatch', dealId: 'd', channel: 'email', subscriberIds: ['s'] };
    const failed = {
      dealId: 'd',
      kind: 'deal' as const,
      channel: 'email' as const,
      recipients: [],
      holder: null,
      leaseUntilMs: 0,
      attempt: 4,
      firstAttemptAtMs: platform.clock.nowMs() - 77,
      dueAtMs: null,
      lastError: 'no',
      createdAtMs: 0,
      expiresAtMs: 1,
    };
    await platform.people.write([
      dispatches.create('dispatch', { ...failed, state: 'failed' }),
      dispatches.create('perhaps', { ...failed, state: 'unknown' }),
      dispatches.create('sent', { ...failed, state: 'sent' }),
    ]);
    for (const dispatchId of ['dispatch', 'perhaps', 'sent']) {
      await keep(dispatchId, { topic: 'notification-requested', body: JSON.stringify({ ...request, dispatchId }) });
      await post(`/admin/dead-letters/${dispatchId}/replay`);
    }
    const stateOf = async (id: string) => (await dispatches.get(platform.people, id))?.value;
    expect(await stateOf('dispatch')).toMatchObject({
      state: 'waiting',
      attempt: 0,
      dueAtMs: 0,
      firstAttemptAtMs: null,
    });
    expect(await stateOf('perhaps')).toMatchObject({
      state: 'waiting',
      attempt: 0,
      dueAtMs: 0,
      firstAttemptAtMs: failed.firstAttemptAtMs,
    });
    expect(await stateOf('sent')).toMatchObject({ state: 'sent', attempt: 4 });
    expect(platform.published).toHaveLength(3);
  });

  it('that fail again while they are replayed end as open', async () => {
    await keep('x', { messageId: 'dispatch' });
    const { publish } = platform.publisher;
    Object.assign(platform.publisher, {
      publish: async (messages: Parameters<typeof publish>[0]) => {
        await publish(messages);
        const open = (await kept('x')) ?? letter();
        await platform.people.write([deadLetters.set('x', { ...open, reason: 'again', recordedAtMs: 5 })]);
      },
    });
    expect((await post('/admin/dead-letters/x/replay')).status).toBe(200);
    expect(await kept('x')).toMatchObject({ state: 'open', reason: 'again' });
  });
});

describe('GET /internal/status', () => {
  it('tells of functions, breakers, dead letters, spending and what is configured, and no secret', async () => {
    await platform.catalogue.write([heartbeats.set('detect-anomaly', { atMs: platform.clock.nowMs(), version: '1' })]);
    await post('/admin/breakers/resend', { action: 'open' });
    await keep('x');
    const text = await (await ask('/internal/status')).text();
    expect(text).not.toContain(adminSecret);
    const status = JSON.parse(text);
    expect(status).toMatchObject({ openDeadLetters: 1, aiBudget: { spentMicroUsd: 0, calls: 0 } });
    expect(status.backlog).toBeNull();
    expect(status.functions).toContainEqual({ name: 'detect-anomaly', lastBeatAt: '2026-01-15T12:00:00.000Z' });
    expect(status.functions).toContainEqual({ name: 'plan-scrapes', lastBeatAt: null });
    expect(status.breakers).toEqual([{ service: 'resend', state: 'open', failureCount: 0 }]);
    expect(status.services).toContainEqual({ name: 'GEMINI_API_KEY', configured: false });
  });

  it('says where it may not know whether a key is set', async () => {
    const { secrets } = platform;
    const get = async (name: string) => {
      if (name === 'PROXY_POOLS') throw new Error('permission denied');
      return secrets.get(name);
    };
    const app = wire({ ...platform, secrets: { get } });
    const answer = await app.request('/internal/status', { headers: { authorization: `Bearer ${adminSecret}` } });
    expect((await jsonOf(answer)).services).toContainEqual({ name: 'PROXY_POOLS', configured: null });
  });

  it('tells what waits for each function where the platform knows it', async () => {
    const waiting = { subscription: 'detect-anomaly.price-observed', count: 3, oldestAgeMs: 5_000 };
    const app = wire({ ...platform, backlog: () => [{ ...waiting, functionName: 'detect-anomaly' }] });
    const answer = await app.request('/internal/status', { headers: { authorization: `Bearer ${adminSecret}` } });
    expect((await jsonOf(answer)).backlog).toEqual([waiting]);
  });
});
