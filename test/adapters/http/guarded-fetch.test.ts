import { afterEach, beforeEach, expect, it } from 'vitest';
import { guardedFetcher } from '../../../shared/adapters/http/guarded-fetch.ts';
import { answer, type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';

const limits = { maxBytes: 100_000, timeoutMs: 5_000 };
let shop: MisbehavingShop;
let guarded: ReturnType<typeof guardedFetcher>;

beforeEach(async () => {
  shop = await startMisbehavingShop({
    '/elsewhere': answer(302, { Location: 'http://other.example/echo' }, ''),
    '/here': answer(302, { Location: '/echo' }, ''),
  });
  guarded = guardedFetcher({
    allowedHosts: { 'shop.example': shop.address, 'other.example': shop.address },
    resolve: async () => ['10.0.0.1'],
  });
});

afterEach(async () => {
  await guarded.close();
  await shop.close();
});

it('sends method, headers and body, and gives the response as bytes', async () => {
  const init = { method: 'POST', headers: { 'X-Signature': 'v1,abc' }, body: '{"type":"deal"}' } as const;
  const response = await guarded.fetch('https://shop.example/echo', init, limits);
  expect(response).toMatchObject({ type: 'response', status: 200, url: 'https://shop.example/echo' });
  expect(response.type === 'response' && new TextDecoder().decode(response.body)).toBe(init.body);
  expect(response).toMatchObject({ headers: { 'x-method': 'POST' } });
  expect(shop.requests[0]?.headers['x-signature']).toBe('v1,abc');
});

it('gives any status as response, and a picture as a picture', async () => {
  expect(await guarded.fetch('https://shop.example/too-many-requests', {}, limits)).toMatchObject({
    status: 429,
    headers: { 'retry-after': '120' },
  });
  expect(await guarded.fetch('https://shop.example/picture', {}, limits)).toMatchObject({ status: 200 });
});

it('follows redirects of a GET, and leaves credentials behind at another origin', async () => {
  const headers = { Authorization: 'Bearer secret', Cookie: 'a=1', 'X-Plain': 'yes' };
  await guarded.fetch('https://shop.example/here', { headers }, limits);
  const elsewhere = await guarded.fetch('https://shop.example/elsewhere', { headers }, limits);
  expect(elsewhere).toMatchObject({ type: 'response', url: 'http://other.example/echo' });
  const [, same, , other] = shop.requests.map((request) => request.headers);
  expect(same).toMatchObject({ authorization: 'Bearer secret', cookie: 'a=1', 'x-plain': 'yes' });
  expect(other).toMatchObject({ 'x-plain': 'yes' });
  expect(other).not.toHaveProperty('authorization');
  expect(other).not.toHaveProperty('cookie');
});

it('gives the redirect itself as the response to a POST', async () => {
  const response = await guarded.fetch('https://shop.example/here', { method: 'POST', body: 'x' }, limits);
  expect(response).toMatchObject({ type: 'response', status: 302 });
  expect(shop.requests).toHaveLength(1);
});

it.each([
  ['https://shop.example/redirect-to-metadata', 'refused-address'],
  ['https://shop.example/redirect-to-private-name', 'refused-address'],
  ['https://intranet.example/', 'refused-address'],
  ['http://2130706433/', 'refused-address'],
  ['http://user:password@shop.example/', 'refused-address'],
  ['https://shop.example/gzip-bomb', 'too-large'],
  ['https://shop.example/endless', 'too-large'],
  ['https://shop.example/reset', 'connection'],
  ['file:///etc/passwd', 'bad-url'],
  ['nonsense', 'bad-url'],
])('ends %s as %s, not by an exception', async (url, failure) => {
  expect(await guarded.fetch(url, {}, limits)).toMatchObject({ type: 'failed', failure });
});

it('ends by its time limit or by its signal', async () => {
  const impatient = { maxBytes: 100_000, timeoutMs: 50 };
  expect(await guarded.fetch('https://shop.example/silent', {}, impatient)).toMatchObject({ failure: 'timeout' });
  const signal = AbortSignal.abort();
  expect(await guarded.fetch('https://shop.example/good', { signal }, limits)).toMatchObject({ failure: 'cancelled' });
});

it('reports a header that cannot be sent instead of sending it', async () => {
  const headers = { 'X-Injected': 'a\r\nHost: evil.example' };
  expect(await guarded.fetch('https://shop.example/good', { headers }, limits)).toMatchObject({ type: 'failed' });
  expect(shop.requests).toHaveLength(0);
});
