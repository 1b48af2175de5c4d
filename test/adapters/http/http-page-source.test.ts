import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type HttpPageSource,
  type HttpPageSourceOptions,
  httpPageSource,
} from '../../../shared/adapters/http/http-page-source.ts';
import { identities, userAgent } from '../../../shared/domain/fetching/identities.ts';
import { identityHeaders } from '../../../shared/domain/fetching/identity-headers.ts';
import type { FetchFailure, PageRequest } from '../../../shared/ports/page-source.ts';
import { answer, type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';

const nowMs = Date.UTC(2026, 10, 1);
const sources: HttpPageSource[] = [];
let shop: MisbehavingShop;
let clock: ManualClock;

beforeEach(async () => {
  shop = await startMisbehavingShop();
  clock = new ManualClock(nowMs, { autoAdvance: true });
});

afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await shop.close();
});

function source(options: Partial<HttpPageSourceOptions> = {}): HttpPageSource {
  const made = httpPageSource({
    clock,
    random: sequentialRandom('visit'),
    allowedHosts: { 'shop.example': shop.address, 'other.example': shop.address },
    resolve: async () => ['10.0.0.1'],
    timeoutMs: 5_000,
    ...options,
  });
  sources.push(made);
  return made;
}

function page(path: string, more: Partial<PageRequest> = {}): PageRequest {
  const signal = new AbortController().signal;
  return { url: `https://shop.example${path}`, purpose: 'scheduled', robots: 'ignore', signal, ...more };
}

const noRetries = { retryDelaysMs: [] };

describe('what a page source makes of an honest answer', () => {
  it('gives the page with its status, final URL, validators and size', async () => {
    const result = await source().fetch(page('/conditional'));
    expect(result).toMatchObject({
      type: 'page',
      status: 200,
      url: 'https://shop.example/conditional',
      validators: { etag: '"v1"', lastModified: 'Mon, 02 Nov 2026 10:00:00 GMT' },
      html: expect.stringContaining('€19.90'),
      bytes: 90,
    });
  });

  it('says not-modified when the server knows the validators', async () => {
    const validators = { etag: '"v1"', lastModified: 'Mon, 02 Nov 2026 10:00:00 GMT' };
    expect(await source().fetch(page('/conditional', { validators }))).toEqual({ type: 'not-modified' });
    expect(shop.requests[0]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': 'Mon, 02 Nov 2026 10:00:00 GMT',
    });
  });

  it('asks for the whole page when it confirms, whatever validators are given', async () => {
    const result = await source().fetch(page('/conditional', { validators: { etag: '"v1"' }, purpose: 'confirm' }));
    expect(result).toMatchObject({ type: 'page', status: 200 });
  });

  it('keeps validators from a URL that they were not given by', async () => {
    const result = await source().fetch(page('/redirect-to-other-host', { validators: { etag: '"v1"' } }));
    expect(result).toMatchObject({ type: 'page', url: 'http://other.example/conditional', validators: {} });
  });

  it.each(['/gzip', '/deflate', '/raw-deflate', '/br', '/zstd'])('decodes the compression of %s', async (path) => {
    expect(await source().fetch(page(path))).toMatchObject({ type: 'page', html: expect.stringContaining('€19.90') });
  });

  it('decodes a body that is too large to be decoded on the spot', async () => {
    expect(await source().fetch(page('/large-gzip'))).toMatchObject({ type: 'page', bytes: 400_000 });
  });

  it.each([
    ['/latin1-by-header', 'café'],
    ['/latin1-that-says-utf-8', 'café à la carte'],
    ['/shift-jis-by-meta', '日本'],
    ['/invented-charset', '€19.90'],
    ['/no-type', '€19.90'],
  ])('reads the characters of %s', async (path, text) => {
    expect(await source().fetch(page(path))).toMatchObject({ type: 'page', html: expect.stringContaining(text) });
  });

  it.each([
    ['/empty', 200],
    ['/gone', 410],
    ['/no-such-page', 404],
    ['/missing-picture', 404],
    ['/forbidden', 403],
    ['/redirect-without-location', 302],
  ])('leaves %s with its status %i to the extractor', async (path, status) => {
    expect(await source().fetch(page(path))).toMatchObject({ type: 'page', status });
  });

  it('follows redirects, also to the same URL when a cookie was set in between', async () => {
    expect(await source().fetch(page('/redirect'))).toMatchObject({ type: 'page', url: 'https://shop.example/good' });
    expect(await source().fetch(page('/redirect-until-cookie'))).toMatchObject({ type: 'page', status: 200 });
  });
});

describe('what a page source makes of a server that misbehaves', () => {
  const outcomes: readonly (readonly [string, FetchFailure])[] = [
    ['/too-many-requests', 'rate-limited'],
    ['/unavailable', 'server-error'],
    ['/unasked-304', 'server-error'],
    ['/silent', 'timeout'],
    ['/slow-drip', 'timeout'],
    ['/slow-headers', 'timeout'],
    ['/endless', 'too-large'],
    ['/announces-too-much', 'too-large'],
    ['/gzip-bomb', 'too-large'],
    ['/brotli-bomb', 'too-large'],
    ['/nested-bomb', 'too-large'],
    ['/huge-headers', 'too-large'],
    ['/nested-too-deep', 'wrong-content-type'],
    ['/unknown-encoding', 'wrong-content-type'],
    ['/picture', 'wrong-content-type'],
    ['/bytes-without-type', 'wrong-content-type'],
    ['/gzip-cut-off', 'connection'],
    ['/not-gzip', 'connection'],
    ['/truncated', 'connection'],
    ['/truncated-chunks', 'connection'],
    ['/reset', 'connection'],
    ['/not-http', 'connection'],
    ['/redirect-to-itself', 'redirect-loop'],
    ['/redirect-loop', 'redirect-loop'],
    ['/redirect-for-ever', 'redirect-loop'],
    ['/redirect-to-nowhere', 'bad-url'],
    ['/redirect-to-file', 'bad-url'],
    ['/redirect-to-loopback', 'refused-address'],
    ['/redirect-to-metadata', 'refused-address'],
    ['/redirect-to-private-name', 'refused-address'],
  ];

  it.each(outcomes)('ends %s as %s', async (path, failure) => {
    const impatient = source({ ...noRetries, timeoutMs: failure === 'timeout' ? 150 : 5_000, maxBytes: 1_000_000 });
    const result = await impatient.fetch(page(path));
    expect(result).toMatchObject({ type: 'failed', failure, detail: expect.stringMatching(/\w/) });
  });

  it('works on with the connections that such answers leave behind', async () => {
    const one = source({ ...noRetries, connectionsPerOrigin: 1, timeoutMs: 150, maxBytes: 1_000_000 });
    for (const [path] of outcomes) await one.fetch(page(path));
    expect(await one.fetch(page('/good'))).toMatchObject({ type: 'page', status: 200 });
  });

  it('does not send a request later that was given up while it waited for a free connection', async () => {
    const stop = new AbortController();
    const one = source({ ...noRetries, connectionsPerOrigin: 1, timeoutMs: 150 });
    const blocking = one.fetch(page('/silent'));
    const waiting = one.fetch(page('/good', { signal: stop.signal }));
    stop.abort();
    expect(await waiting).toMatchObject({ failure: 'cancelled' });
    expect(await blocking).toMatchObject({ failure: 'timeout' });
    expect(await one.fetch(page('/gone'))).toMatchObject({ type: 'page', status: 410 });
    expect(shop.requests.map(({ path }) => path)).toEqual(['/silent', '/gone']);
  });

  it('reports the wait that a server asks for in seconds or by a date', async () => {
    const impatient = source(noRetries);
    expect(await impatient.fetch(page('/too-many-requests'))).toMatchObject({ retryAfterMs: 120_000 });
    expect(await impatient.fetch(page('/unavailable-until'))).toMatchObject({ retryAfterMs: 60_000 });
    expect(await impatient.fetch(page('/unavailable'))).not.toHaveProperty('retryAfterMs');
  });

  it('gives a challenge that comes with an error status to the extractor, without asking again', async () => {
    expect(await source().fetch(page('/challenge'))).toMatchObject({ type: 'page', status: 503 });
    expect(shop.requests).toHaveLength(1);
  });

  it('ends as cancelled when the caller stops waiting, before or during the request', async () => {
    const stop = new AbortController();
    const running = source().fetch(page('/silent', { signal: stop.signal }));
    await expect.poll(() => shop.requests.length).toBe(1);
    stop.abort();
    expect(await running).toMatchObject({ failure: 'cancelled' });
    expect(await source().fetch(page('/good', { signal: stop.signal }))).toMatchObject({ failure: 'cancelled' });
    expect(shop.requests).toHaveLength(1);
  });

  it.each(['', 'no url', 'http://', 'ftp://shop.example/', 'javascript:alert(1)'])(
    'calls "%s" a bad URL',
    async (url) => {
      expect(await source().fetch(page('', { url }))).toMatchObject({ failure: 'bad-url' });
    },
  );
});

describe('how a page source tries again', () => {
  it.each(['/unavailable-once', '/reset-once'])(
    'gets the page of %s at the second try, a second later',
    async (path) => {
      expect(await source().fetch(page(path))).toMatchObject({ type: 'page', status: 200 });
      expect(clock.sleptMs).toEqual([1_000]);
    },
  );

  it('waits 1, 2 and 4 seconds between four tries, then reports the failure', async () => {
    expect(await source().fetch(page('/unavailable'))).toMatchObject({ failure: 'server-error' });
    expect(clock.sleptMs).toEqual([1_000, 2_000, 4_000]);
    expect(shop.requests).toHaveLength(4);
  });

  it('waits longer where the server asks for a little more', async () => {
    expect(await source().fetch(page('/too-many-once'))).toMatchObject({ type: 'page' });
    expect(clock.sleptMs).toEqual([7_000]);
  });

  it.each(['/too-many-requests', '/picture', '/gzip-bomb', '/redirect-loop', '/redirect-to-loopback', '/gone'])(
    'asks %s only once, because asking again would not help',
    async (path) => {
      await source().fetch(page(path));
      expect(clock.sleptMs).toEqual([]);
    },
  );

  it('reports the failure it saw when the deadline leaves no time for a retry', async () => {
    const stop = new AbortController();
    clock = new ManualClock(nowMs);
    const running = source().fetch(page('/unavailable', { signal: stop.signal }));
    await expect.poll(() => clock.sleptMs).toEqual([1_000]);
    stop.abort();
    expect(await running).toMatchObject({ failure: 'server-error' });
  });
});

describe('who a page source says it is', () => {
  it('keeps browser and cookies from request to request, and sends the locale', async () => {
    const one = source();
    await one.fetch(page('/redirect-until-cookie', { locale: 'de-DE' }));
    await one.fetch(page('/good', { locale: 'de-DE' }));
    const [first, , last] = shop.requests;
    expect(last?.headers['user-agent']).toBe(first?.headers['user-agent']);
    expect(last?.headers.cookie).toBe('seen=1');
    expect(last?.headers['accept-language']).toMatch(/^de-DE,de;q=0\.\d/);
  });

  it('confirms with another browser and without cookies, and goes back to the first afterwards', async () => {
    const one = source();
    await one.fetch(page('/redirect-until-cookie'));
    await one.fetch(page('/good', { purpose: 'confirm' }));
    await one.fetch(page('/good'));
    const [first, , confirming, last] = shop.requests;
    expect(confirming?.headers['user-agent']).not.toBe(first?.headers['user-agent']);
    expect(confirming?.headers.cookie).toBeUndefined();
    expect(confirming?.clientPort).not.toBe(first?.clientPort);
    expect(last?.clientPort).toBe(first?.clientPort);
    expect(last?.headers['user-agent']).toBe(first?.headers['user-agent']);
  });

  it('sends its headers in the order of its browser', async () => {
    await source().fetch(page('/good', { locale: 'it-IT' }));
    const sent = shop.requests[0]?.rawHeaders ?? [];
    const agent = shop.requests[0]?.headers['user-agent'];
    const identity = identities.find((each) => userAgent(each) === agent) ?? expect.fail('not one of the pool');
    expect(sent.slice(4)).toEqual(identityHeaders(identity, 'it-IT'));
    expect(sent.slice(0, 4)).toEqual(['host', 'shop.example', 'connection', 'keep-alive']);
  });

  it('becomes another visitor after half an hour', async () => {
    const one = source();
    await one.fetch(page('/good'));
    clock.advance(31 * 60_000);
    await one.fetch(page('/good'));
    const [first, last] = shop.requests;
    expect(last?.headers['user-agent']).not.toBe(first?.headers['user-agent']);
  });
});

describe('how a page source honours robots.txt', () => {
  const honouring = (path: string, more: Partial<PageRequest> = {}) => page(path, { robots: 'honour', ...more });
  const restart = async (robots: ReturnType<typeof answer>) => {
    await shop.close();
    shop = await startMisbehavingShop({ '/robots.txt': robots });
  };
  const closedToUs = 'User-agent: *\nAllow: /\n\nUser-agent: PriceHawk\nDisallow: /go';

  it('does not ask for what the file disallows for its own name, and asks for the file once', async () => {
    await restart(answer(200, {}, closedToUs));
    const one = source();
    expect(await one.fetch(honouring('/good'))).toMatchObject({ failure: 'robots-disallowed' });
    expect(await one.fetch(honouring('/conditional'))).toMatchObject({ type: 'page' });
    expect(await one.fetch(honouring('/gone'))).toMatchObject({ failure: 'robots-disallowed' });
    expect(shop.requests.map(({ path }) => path)).toEqual(['/robots.txt', '/conditional']);
    expect(shop.requests[0]?.headers['user-agent']).toBe('PriceHawk/1.0');
  });

  it('checks the target of a redirect too', async () => {
    await restart(answer(200, {}, closedToUs));
    expect(await source().fetch(honouring('/redirect'))).toMatchObject({ failure: 'robots-disallowed' });
  });

  it('does not ask for the file where the retailer says to ignore it', async () => {
    await restart(answer(200, {}, closedToUs));
    expect(await source().fetch(honouring('/good', { robots: 'ignore' }))).toMatchObject({ type: 'page' });
    expect(shop.requests.map(({ path }) => path)).toEqual(['/good']);
  });

  it('takes a missing file, or one behind endless redirects, for a permission', async () => {
    expect(await source().fetch(honouring('/good'))).toMatchObject({ type: 'page' });
    await restart(answer(302, { Location: '/redirect-for-ever' }, ''));
    expect(await source().fetch(honouring('/good'))).toMatchObject({ type: 'page' });
  });

  it('follows a redirect to the file', async () => {
    await shop.close();
    shop = await startMisbehavingShop({
      '/robots.txt': answer(301, { Location: 'http://other.example/rules' }, ''),
      '/rules': answer(200, {}, closedToUs),
    });
    expect(await source().fetch(honouring('/good'))).toMatchObject({ failure: 'robots-disallowed' });
  });

  it('does not ask for pages while the file cannot be had, and looks again five minutes later', async () => {
    await restart(answer(503, {}, ''));
    const one = source();
    const disturbed = { type: 'failed', failure: 'server-error', detail: expect.stringContaining('robots.txt') };
    const retryAfterMs = 5 * 60_000;
    expect(await one.fetch(honouring('/good'))).toMatchObject({ ...disturbed, retryAfterMs });
    expect(await one.fetch(honouring('/good'))).toMatchObject({ ...disturbed, retryAfterMs });
    expect(clock.sleptMs).toEqual([]);
    expect(shop.requests).toHaveLength(1);
    clock.advance(5 * 60_000);
    await one.fetch(honouring('/good'));
    expect(shop.requests).toHaveLength(2);
  });

  it('stops waiting for the file when the caller stops waiting', async () => {
    await shop.close();
    shop = await startMisbehavingShop({ '/robots.txt': () => {} });
    const stop = new AbortController();
    const running = source().fetch(honouring('/good', { signal: stop.signal }));
    await expect.poll(() => shop.requests.length).toBe(1);
    stop.abort();
    expect(await running).toMatchObject({ failure: 'cancelled' });
  });

  it('keeps the rules for a day, not longer', async () => {
    const one = source();
    await one.fetch(honouring('/good'));
    clock.advance(24 * 3_600_000 - 1);
    await one.fetch(honouring('/good'));
    expect(shop.requests.filter(({ path }) => path === '/robots.txt')).toHaveLength(1);
    clock.advance(1);
    await one.fetch(honouring('/good'));
    expect(shop.requests.filter(({ path }) => path === '/robots.txt')).toHaveLength(2);
  });

  it('reads the first 500 KiB of a file without end', async () => {
    const filler = '# nothing\n'.repeat(100_000);
    await restart(answer(200, {}, `${closedToUs}\n${filler}`));
    expect(await source().fetch(honouring('/good'))).toMatchObject({ failure: 'robots-disallowed' });
    await restart(answer(200, {}, `${filler}\n${closedToUs}`));
    expect(await source().fetch(honouring('/good'))).toMatchObject({ type: 'page' });
  });
});
