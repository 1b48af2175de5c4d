import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { ConflictError, ContentionError } from '../../shared/ports/documents.ts';
import { guardPrefix } from '../../shared/runtime/endpoint.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { createHttpApp, parseInput, readJson } from '../../shared/runtime/http.ts';
import { adminSecret, testPlatform } from '../support/test-platform.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const body = z.strictObject({ url: z.string(), count: z.int().optional() });

function start(options: Parameters<typeof testPlatform>[0] = {}) {
  const platform = testPlatform(options);
  const app = createHttpApp({ functionName: 'api', platform, heartbeat: { beat: async () => {} } });
  guardPrefix(app, '/operators', 'admin');
  app.get('/things/:token', (context) => context.json({ token: context.req.param('token') }));
  app.post('/things', async (context) => context.json(parseInput(body, await readJson(context.req)), 201));
  app.post('/published', async (context) => {
    context.get('log').info('publishing');
    await context.get('publish')(scanRequested, [{}]);
    return context.json({});
  });
  app.get('/operators/only', (context) => context.json({ ok: true }));
  const passing = [
    new ContentionError('lost five times'),
    new ConflictError('gone'),
    new TransientError('stripe: busy'),
  ];
  app.get('/busy/:nth', (context) => {
    throw passing[Number(context.req.param('nth'))];
  });
  app.get('/broken/:token', () => {
    throw new Error(`connect ECONNREFUSED with ${adminSecret}`);
  });
  const ask = (path: string, init: RequestInit = {}) => app.request(path, init);
  return { platform, ask };
}
const post = (text: string): RequestInit => ({
  method: 'POST',
  body: text,
  headers: { 'content-type': 'application/json' },
});

describe('an HTTP function', () => {
  it('answers with the correlation id it was sent, and with a new one otherwise', async () => {
    const { ask } = start();
    const headers = { 'x-correlation-id': 'c-1' };
    expect((await ask('/things/1', { headers })).headers.get('x-correlation-id')).toBe('c-1');
    expect((await ask('/nowhere', { headers })).headers.get('x-correlation-id')).toBe('c-1');
    expect((await ask('/broken/1', { headers })).headers.get('x-correlation-id')).toBe('c-1');
    const made = (await ask('/things/1', { headers: { 'x-correlation-id': 'a b' } })).headers.get('x-correlation-id');
    expect(made).toMatch(/^made-\d+$/);
  });

  it.each([0, 1, 2])(
    'asks to try again where a write lost, or a service is busy, and alarms nobody: %d',
    async (nth) => {
      const { platform, ask } = start();
      const answer = await ask(`/busy/${nth}`);
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await answer.json()).toMatchObject({ type: 'urn:pricehawk:problem:busy' });
      expect(platform.logged.map(({ severity }) => severity)).toEqual(['WARNING']);
    },
  );

  it('hands the trace on to messages and log lines', async () => {
    const { platform, ask } = start();
    await ask('/published', { method: 'POST', headers: { 'x-correlation-id': 'c-1', traceparent } });
    expect(platform.published[0]?.attributes).toMatchObject({ 'x-correlation-id': 'c-1', traceparent });
    expect(platform.logged).toMatchObject([
      { message: 'publishing', correlationId: 'c-1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
    ]);
  });

  it.each(['/things/1', '/nowhere', '/broken/1', '/operators/only'])('sends security headers with %s', async (path) => {
    const { headers } = await start().ask(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toMatch(/max-age=\d+/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers 304 to who has the answer already, and to HEAD without a body', async () => {
    const { ask } = start();
    const first = await ask('/things/1');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\w+"$/);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await ask('/things/1', { headers: { 'if-none-match': etag, 'x-correlation-id': 'c-2' } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect(again.headers.get('x-correlation-id')).toBe('c-2');
    expect((await ask('/things/2', { headers: { 'if-none-match': etag } })).status).toBe(200);
    const head = await ask('/things/1', { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
  });

  it.each<readonly [string, string, RequestInit, number, string, string]>([
    ['an unknown path', '/nowhere', {}, 404, 'not-found', 'there is nothing at /nowhere'],
    ['another method', '/things/1', { method: 'DELETE' }, 405, 'method-not-allowed', 'allowed: GET'],
    ['no JSON', '/things', post('{"url":'), 400, 'invalid-json', 'the body is not JSON'],
    ['no body', '/things', { method: 'POST' }, 400, 'invalid-json', 'the body is not JSON'],
    ['another type', '/things', post('[]'), 400, 'invalid-input', 'the whole: allowed: a value of the type object'],
    [
      'a missing field',
      '/things',
      post('{}'),
      400,
      'invalid-input',
      'url: missing; allowed: a value of the type string',
    ],
    ['an unknown field', '/things', post('{"url":"u","x":1}'), 400, 'invalid-input', 'x: is not known here'],
    [
      'a wrong field',
      '/things',
      post('{"url":"u","count":"5"}'),
      400,
      'invalid-input',
      'count: allowed: a value of the type number',
    ],
    [
      'too much',
      '/things',
      { ...post('x'), headers: { 'content-length': '100001' } },
      413,
      'too-large',
      'the body is larger than 100000 bytes',
    ],
    ['no secret', '/operators/only', {}, 401, 'unauthorised', 'sign in first: Authorization: Bearer …'],
  ])('answers %s with Problem Details', async (_, path, init, status, type, detail) => {
    const answer = await start().ask(path, init);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({
      type: `urn:pricehawk:problem:${type}`,
      title: type.replaceAll('-', ' '),
      status,
      detail,
      ...(type === 'invalid-input' ? { errors: [expect.objectContaining({ detail: expect.any(String) })] } : {}),
    });
  });

  it('says which methods there are', async () => {
    const { ask } = start();
    expect((await ask('/things', { method: 'PUT' })).headers.get('allow')).toBe('POST');
  });

  it('ends a body without length that grows too large', async () => {
    const piece = new TextEncoder().encode(' '.repeat(50_000));
    let left = 1_000;
    const stream = new ReadableStream({
      pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close()),
    });
    // `duplex` is what fetch demands of streams; lib.dom's RequestInit does not know it.
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await start().ask('/things', init)).status).toBe(413);
    expect(left).toBeGreaterThan(990);
  });

  it('tells a stranger nothing of an unforeseen failure, and the log no token of a path', async () => {
    const { platform, ask } = start();
    const answer = await ask('/broken/token-of-somebody', { headers: { 'x-correlation-id': 'c-1' } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain('the correlation id finds it in the log');
    expect(text).not.toMatch(/ECONNREFUSED|at .*\.ts/);
    expect(platform.logged).toMatchObject([
      { severity: 'ERROR', correlationId: 'c-1', context: { method: 'GET', route: '/broken/:token' } },
    ]);
    expect(JSON.stringify(platform.logged.map(({ context }) => context))).not.toContain('token-of-somebody');
  });
});

describe('the admin secret', () => {
  const withSecret = (given: string): RequestInit => ({ headers: { authorization: given } });

  it('opens what is guarded, whatever the case of the scheme, and nothing of it is kept', async () => {
    const { ask } = start();
    for (const scheme of ['Bearer', 'bearer']) {
      const answer = await ask('/operators/only', withSecret(`${scheme} ${adminSecret}`));
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    }
  });

  it.each([
    '',
    'Bearer',
    'Bearer ',
    `Basic ${adminSecret}`,
    adminSecret,
    `Bearer ${adminSecret}x`,
    `Bearer ${adminSecret.slice(1)}`,
  ])('is not %j', async (given) => {
    const { platform, ask } = start();
    const answer = await ask('/operators/only', withSecret(given));
    expect([answer.status, answer.headers.get('www-authenticate')?.split(' ')[0]]).toEqual([401, 'Bearer']);
    expect(JSON.stringify(platform.logged)).not.toContain(adminSecret.slice(1));
  });

  it('guards every path below, also one that is written another way or does not exist', async () => {
    const { ask } = start();
    for (const path of ['/operators', '/operators/', '/operators/other', '/%6fperators/only', '/operators/%6fnly']) {
      expect((await ask(path)).status).toBe(401);
    }
  });

  it('that is not configured opens nothing', async () => {
    const { ask } = start({ secret: '' });
    expect((await ask('/operators/only', withSecret('Bearer '))).status).toBe(401);
    expect((await ask('/operators/only', withSecret('Bearer undefined'))).status).toBe(401);
  });
});
