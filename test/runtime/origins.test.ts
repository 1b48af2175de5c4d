import { describe, expect, it } from 'vitest';
import { endpointServer, guardPrefix } from '../../shared/runtime/endpoint.ts';
import { createHttpApp } from '../../shared/runtime/http.ts';
import { problemOf } from '../support/answers.ts';
import { adminSecret, testPlatform } from '../support/test-platform.ts';

const flags = ['--cors-origins', 'https://app.example,http://localhost:5173', '--public-url', 'https://hawk.example'];

function start(given: readonly string[] = flags) {
  const platform = testPlatform({ flags: given });
  const app = createHttpApp({ functionName: 'api', platform, heartbeat: { beat: async () => {} } });
  guardPrefix(app, '/secret', 'admin');
  const server = endpointServer(app);
  for (const [method, path] of [
    ['GET', '/thing'],
    ['POST', '/thing'],
    ['POST', '/secret/thing'],
  ] as const) {
    server.add({ method, path, action: 'read-public', summary: 'A thing.' }, async () => new Response('{}'));
  }
  return (method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(path, { method, headers });
}

describe('a page of another origin', () => {
  it('that is listed may ask for anything, and read the answers', async () => {
    const ask = start();
    const preflight = await ask('OPTIONS', '/secret/thing', {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    const headers = {
      origin: 'http://localhost:5173',
      'sec-fetch-site': 'cross-site',
      authorization: `Bearer ${adminSecret}`,
    };
    const answer = await ask('POST', '/secret/thing', headers);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, 'http://localhost:5173']);
    expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it.each<Readonly<Record<string, string>>>([
    { origin: 'https://evil.example' },
    { origin: 'https://app.example.evil.example' },
    { origin: 'null' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('with %j may change nothing, and reads nothing', async (headers) => {
    const ask = start();
    expect(await problemOf(await ask('POST', '/thing', headers))).toEqual([403, 'unknown-origin']);
    expect((await ask('GET', '/thing', headers)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is none of our own, of a program, or of a form of ours that names no origin', async () => {
    const ask = start(['--public-url', 'https://hawk.example']);
    for (const headers of [
      {},
      { origin: 'https://hawk.example' },
      { origin: 'http://localhost' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ]) {
      expect((await ask('POST', '/thing', headers)).status).toBe(200);
    }
    expect(await problemOf(await ask('POST', '/thing', { origin: 'https://app.example' }))).toEqual([
      403,
      'unknown-origin',
    ]);
  });
});
