import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jinaPageSource } from '../../shared/adapters/jina.ts';
import type { PageRequest } from '../../shared/ports/page-source.ts';
import { type ReaderPage, startJinaReader } from '../servers/jina.ts';
import type { LocalServer } from '../servers/local-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

const url = 'https://shop.example/p';
const clock = new ManualClock(undefined, { autoAdvance: true });
const pages = new Map<string, ReaderPage>();
let reader: LocalServer;
let source: ReturnType<typeof jinaPageSource>;
let key: string | undefined;

beforeEach(async () => {
  pages.clear();
  key = 'jina_test';
  reader = await startJinaReader(pages);
  source = jinaPageSource({ baseUrl: reader.origin, clock, secrets: { get: async () => key }, timeoutMs: 1_000 });
});
afterEach(async () => {
  await source.close();
  await reader.close();
});

const fetch = (more: Partial<PageRequest> = {}) =>
  source.fetch({ url, robots: 'honour', purpose: 'scheduled', signal: new AbortController().signal, ...more });

describe('Jina’s Reader', () => {
  it('gives the page’s own HTML, where it ended and how it was answered', async () => {
    pages.set(url, { html: '<h1>Kettle</h1>', url: `${url}/kettle` });
    expect(await fetch()).toMatchObject({ type: 'page', status: 200, url: `${url}/kettle`, html: '<h1>Kettle</h1>' });
    pages.set(url, { html: '<h1>Gone</h1>', status: 404 });
    expect(await fetch()).toMatchObject({ type: 'page', status: 404 });
  });

  it('is asked for fresh HTML, with the key, the shop’s locale and our name for its robots.txt', async () => {
    pages.set(url, { html: '' });
    await fetch({ locale: 'de-DE' });
    expect(reader.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer jina_test',
      'x-respond-with': 'html',
      'x-no-cache': 'true',
      'x-locale': 'de-DE',
      'x-robots-txt': 'PriceHawk',
    });
    key = undefined;
    await fetch({ robots: 'ignore' });
    expect(reader.requests[1]?.headers).not.toHaveProperty('authorization');
    expect(reader.requests[1]?.headers).not.toHaveProperty('x-robots-txt');
  });

  it('is asked again twice when it fails for a passing reason, and then it has failed', async () => {
    pages.set(url, { error: 503 });
    expect(await fetch()).toMatchObject({ failure: 'reader-failed', detail: 'status 503' });
    expect(reader.requests).toHaveLength(3);
  });

  it('is not asked again when that would be in vain, and passes on how long it wants to be left alone', async () => {
    pages.set(url, { error: 402 });
    expect(await fetch()).toMatchObject({ failure: 'reader-failed', detail: 'status 402' });
    pages.set(url, { error: 429, retryAfter: '120' });
    expect(await fetch()).toMatchObject({ failure: 'reader-failed', retryAfterMs: 120_000 });
    expect(reader.requests).toHaveLength(2);
  });

  it('is told no address that is not a public shop’s', async () => {
    for (const address of ['http://127.0.0.1/', 'http://localhost/', 'ftp://shop.example/', 'no address']) {
      expect(await fetch({ url: address })).toMatchObject({ type: 'failed' });
    }
    expect(reader.requests).toEqual([]);
  });

  it('that answers in another form, or not at all, has failed', async () => {
    reader.faults.push({ type: 'instead', answer: { status: 200, body: '<html>' } });
    expect(await fetch()).toMatchObject({
      failure: 'reader-failed',
      detail: 'an answer of another form than documented',
    });
    pages.set(url, { html: 'late' });
    reader.faults.push({ type: 'torn-answer' });
    expect(await fetch()).toMatchObject({ type: 'page', html: 'late' });
    expect(await fetch({ signal: AbortSignal.abort() })).toMatchObject({ failure: 'cancelled' });
  });
});
