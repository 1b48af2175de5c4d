import { beforeEach, describe, expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { packText } from '../../../shared/adapters/packed-text.ts';
import { field } from '../../../shared/documents/fields.ts';
import { type ShardOffer, shards } from '../../../shared/documents/shard.ts';
import { shops } from '../../../shared/documents/shop.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { Strategy } from '../../../shared/domain/fetching/strategy.ts';
import { type RetailerDirectory, retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { type PageRendered, pageRendered } from '../../../shared/messages/page-rendered.ts';
import type { PriceObserved } from '../../../shared/messages/price-observed.ts';
import type { RenderRequested } from '../../../shared/messages/render-requested.ts';
import { type ScrapeRequested, scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { FetchResult, PageSource } from '../../../shared/ports/page-source.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { type BreakerGuard, createBreakerGuard, type Outcome } from '../../../shared/runtime/breaker-guard.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const shop: Retailer = {
  id: 'lamp-shop',
  name: 'Lamp Shop',
  hosts: ['lamps.example'],
  strategies: ['http', 'browser', 'jina'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 2 },
  robots: 'honour',
  checkEveryMinutes: 60,
  fields: {},
};
const urlOf = (n: number) => `https://lamps.example/${n}`;
const empty = '<!doctype html><title>Lamps</title><main></main>';
const priced = (price: string) =>
  `<!doctype html><title>Lamp</title><h1>Lamp</h1><script type="application/ld+json">${JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: 'Lamp',
    offers: { '@type': 'Offer', price, priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
  })}</script><p class="price">€${price}</p>`;
const challenge = '<title>Just a moment...</title><script>window._cf_chl_opt={}</script>';

/** What each way brings now, and how often it was gone. */
type Brought = string | { readonly status: number } | Extract<FetchResult, { type: 'failed' }>;
const brings: Record<Strategy, Brought | ((url: string) => Brought)> = { http: '', browser: '', jina: '' };
const gone: Record<Strategy, string[]> = { http: [], browser: [], jina: [] };
let pacing: Retailer['pacing'];
let clock: ManualClock;
let platform: TestPlatform;
/** What the shop's breaker was told. */
let recorded: [service: string, outcome: Outcome][];
let deliver: (topic: string, body: object) => Promise<unknown>;

beforeEach(async () => {
  for (const way of ['http', 'browser', 'jina'] as const) gone[way] = [];
  Object.assign(brings, { http: priced('20.00'), browser: priced('20.00'), jina: priced('20.00') });
  clock = new ManualClock(undefined, { autoAdvance: true });
  const base = testPlatform();
  const guard = createBreakerGuard({ documents: base.catalogue, clock, random: base.random });
  recorded = [];
  const record: BreakerGuard['record'] = (service, outcome) => {
    if (service.startsWith('retailer:')) recorded.push([service, outcome]);
    return guard.record(service, outcome);
  };
  const breakers = { ...guard, record };
  pacing = shop.pacing;
  const directory = () => retailerDirectory([{ ...shop, pacing }, ...builtInRetailers]);
  const retailers: RetailerDirectory = {
    byId: (id) => directory().byId(id),
    forUrl: (url) => directory().forUrl(url),
  };
  platform = { ...base, clock, breakers, retailers };
  const parse = parseTopics<ScrapeRequested | PageRendered>([scrapeRequested, pageRendered]);
  const receive = messageFunction('scrape-retailer', parse, (on) =>
    scrapeRetailer({ ...on, ...pageWays(on, sourceOf('http'), sourceOf('jina')), skipWithinMs: 0 }),
  )(platform);
  deliver = (topic, body) =>
    receive({ id: 'm', topic, text: JSON.stringify(body), attributes: {}, publishedAtMs: clock.nowMs() });
});

const sourceOf = (way: 'http' | 'jina'): PageSource => ({ fetch: async ({ url }) => resultOf(way, url) });

function resultOf(way: Strategy, url: string): FetchResult {
  gone[way].push(url);
  const given = brings[way];
  const brought = typeof given === 'function' ? given(url) : given;
  if (typeof brought === 'object' && 'type' in brought) return brought;
  const { status, html } = typeof brought === 'string' ? { status: 200, html: brought } : { ...brought, html: '' };
  return { type: 'page', status, url, html, validators: {}, bytes: html.length };
}

async function watch(count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await watchOffer(platform.catalogue, urlOf(n), shop, clock.nowMs());
}

/** One scheduled look at everything; gives the pages that are to be rendered. */
async function look(): Promise<RenderRequested[]> {
  clock.advance(hourMs);
  const dueAtMs = clock.nowMs();
  await platform.catalogue.write([shards.update('lamp-shop:1', [field(['dueAtMs'], dueAtMs)])]);
  await deliver('scrape-requested', { purpose: 'scheduled', shardId: 'lamp-shop:1', dueAtMs });
  return taken('render-requested') as unknown as RenderRequested[];
}

/** Published messages of a topic, each once. */
function taken(topic: string): object[] {
  const found = platform.published.filter((message) => message.topic === topic);
  for (const message of found) platform.published.splice(platform.published.indexOf(message), 1);
  return found.map(({ body }) => body);
}

/** What the browser's function does with a request. */
async function rendered(request: RenderRequested): Promise<PageRendered> {
  const result = resultOf('browser', request.url);
  const { renderId, shardId, offerId } = request;
  const names = { renderId, shardId, offerId, renderedAtMs: clock.nowMs() + 1 };
  if (result.type !== 'page') return { ...names, result: result as never };
  const { status, url, html } = result;
  return { ...names, result: { type: 'page', status, url, packedHtml: await packText(html) } };
}

async function lookAndRender(): Promise<void> {
  for (const request of await look()) {
    clock.advance(2);
    await deliver('page-rendered', await rendered(request));
  }
}

const observed = () => taken('price-observed') as unknown as PriceObserved[];
async function entries(): Promise<ShardOffer[]> {
  return Object.values((await shards.get(platform.catalogue, 'lamp-shop:1'))?.value.offers ?? {});
}
const rememberedWay = async () => (await shops.get(platform.catalogue, 'lamp-shop'))?.value.strategy;
const counts = () => ({ http: gone.http.length, browser: gone.browser.length, jina: gone.jina.length });

describe('a page that shows no price over HTTP', () => {
  it('is rendered and read like any other, and says which way it came', async () => {
    await watch(1);
    brings.http = empty;
    const [request] = await look();
    expect(request).toMatchObject({ url: urlOf(1), purpose: 'scheduled', robots: 'honour' });
    expect(observed()).toEqual([]);
    clock.advance(3_000);
    await deliver('page-rendered', await rendered(request as RenderRequested));
    expect(observed()).toMatchObject([
      { sequence: 1, observation: { outcome: 'price', price: { minor: 2_000 }, strategy: 'browser' } },
    ]);
    expect(await entries()).toMatchObject([{ outcome: 'price', readBy: { strategy: 'browser' } }]);
  });

  it.each([
    ['blocked', challenge],
    ['unreadable', empty],
  ])('because it is %s there and in the browser comes through the reader', async (_, html) => {
    await watch(1);
    Object.assign(brings, { http: html, browser: html });
    await lookAndRender();
    expect(observed()).toMatchObject([{ observation: { outcome: 'price', strategy: 'jina' } }]);
    expect(counts()).toEqual({ http: 1, browser: 1, jina: 1 });
  });

  it('nor any other way is what it is, and not tried every way again for a day', async () => {
    await watch(1);
    Object.assign(brings, { http: challenge, browser: challenge, jina: challenge });
    await lookAndRender();
    expect(await entries()).toMatchObject([{ outcome: 'blocked' }]);
    await lookAndRender();
    expect(counts()).toEqual({ http: 2, browser: 1, jina: 1 });
    clock.advance(24 * hourMs);
    await lookAndRender();
    expect(counts()).toEqual({ http: 3, browser: 2, jina: 2 });
  });

  it('because the shop does not talk to us time after time is asked for another way, once a day', async () => {
    await watch(1);
    brings.http = { type: 'failed', failure: 'connection', detail: 'reset' };
    brings.browser = brings.http;
    await lookAndRender();
    expect(counts()).toEqual({ http: 1, browser: 0, jina: 0 });
    await lookAndRender();
    expect(counts()).toEqual({ http: 2, browser: 1, jina: 1 });
    expect(await entries()).toMatchObject([{ outcome: 'price', readBy: { strategy: 'jina' } }]);
  });

  it('because the shop asks for a pause is not asked for another way, time after time', async () => {
    await watch(1);
    brings.http = { type: 'failed', failure: 'rate-limited', detail: 'status 429', retryAfterMs: 60_000 };
    for (let times = 0; times < 3; times++) expect(await look()).toEqual([]);
    expect(counts()).toEqual({ http: 3, browser: 0, jina: 0 });
  });

  it.each<readonly [string, Brought]>([
    ['is gone', { status: 404 }],
    ['is down', { type: 'failed', failure: 'server-error', detail: 'status 503' }],
    ['is not to be asked for', { type: 'failed', failure: 'robots-disallowed', detail: 'robots.txt' }],
  ])('because it %s is not asked for another way', async (_, brought) => {
    await watch(1);
    brings.http = brought;
    expect(await look()).toEqual([]);
    expect(counts()).toEqual({ http: 1, browser: 0, jina: 0 });
  });
});

describe('a page that was asked for', () => {
  beforeEach(() => watch(1));

  it('is not asked for again while it is awaited, and again when it is lost', async () => {
    brings.http = empty;
    expect(await look()).toHaveLength(1);
    const shard = await shards.get(platform.catalogue, 'lamp-shop:1');
    const dueAtMs = shard?.value.dueAtMs ?? 0;
    expect(dueAtMs - clock.nowMs()).toBe(10 * minuteMs);
    const ask = (atMs: number) =>
      deliver('scrape-requested', { purpose: 'scheduled', shardId: 'lamp-shop:1', dueAtMs: atMs });
    await ask(dueAtMs);
    expect(taken('render-requested')).toEqual([]);
    clock.advance(10 * minuteMs);
    const again = await shards.get(platform.catalogue, 'lamp-shop:1');
    await ask(again?.value.dueAtMs ?? 0);
    expect(taken('render-requested')).toHaveLength(1);
  });

  it('is taken once, and no other in its place', async () => {
    brings.http = empty;
    const [request] = await look();
    clock.advance(3_000);
    const page = await rendered(request as RenderRequested);
    await deliver('page-rendered', { ...page, renderId: 'forged' });
    expect(observed()).toEqual([]);
    await deliver('page-rendered', page);
    await deliver('page-rendered', page);
    expect(observed().map(({ sequence }) => sequence)).toEqual([1]);
  });

  it('and comes packed as nothing that can be unpacked is given up', async () => {
    brings.http = empty;
    const [request] = await look();
    const page = await rendered(request as RenderRequested);
    const result = { type: 'page', status: 200, url: urlOf(1), packedHtml: 'not packed' };
    expect(await deliver('page-rendered', { ...page, result })).toBe('ack');
    expect(taken('message-dead-lettered')).toHaveLength(1);
  });

  it('and could not be rendered says nothing of the shop, and comes through the reader', async () => {
    brings.http = empty;
    brings.browser = { type: 'failed', failure: 'browser-failed', detail: 'crashed' };
    await lookAndRender();
    expect(observed()).toMatchObject([{ observation: { strategy: 'jina' } }]);
  });
});

describe('a page that plain HTTP showed without a price', () => {
  const failed = (failure: 'browser-failed' | 'reader-failed' | 'timeout'): Brought => ({
    type: 'failed',
    failure,
    detail: 'no',
  });
  beforeEach(() => watch(1));

  it.each<readonly [string, Brought, Brought]>([
    ['could not be rendered', failed('timeout'), failed('reader-failed')],
    ['could be had no other way', failed('browser-failed'), failed('reader-failed')],
  ])('stays what it was seen to be when it %s', async (_, browser, jina) => {
    Object.assign(brings, { http: challenge, browser, jina });
    await lookAndRender();
    expect(await entries()).toMatchObject([{ outcome: 'blocked' }]);
    expect((await entries())[0]?.awaited).toBeUndefined();
    expect(recorded).toEqual([['retailer:lamp-shop', 'failure']]);
  });

  it('is rendered the next time again when only our own browser had failed', async () => {
    Object.assign(brings, { http: empty, browser: failed('browser-failed'), jina: failed('reader-failed') });
    await lookAndRender();
    brings.browser = priced('20.00');
    await lookAndRender();
    expect(await entries()).toMatchObject([{ outcome: 'price' }]);
  });
});

describe('a shop with a pace', () => {
  beforeEach(async () => {
    pacing = { minDelayMs: 2_000, maxDelayMs: 5_000, concurrency: 1 };
    await watch(1);
  });

  it('is not asked for a page a second time before its pause is over', async () => {
    brings.http = challenge;
    const [request] = await look();
    expect((request?.notBeforeMs ?? 0) - clock.nowMs()).toBe(3_500);
    brings.browser = challenge;
    await deliver('page-rendered', await rendered(request as RenderRequested));
    expect(counts()).toEqual({ http: 1, browser: 1, jina: 1 });
  });

  it('whose pages are rendered anyway is asked at once', async () => {
    brings.http = challenge;
    await lookAndRender();
    await lookAndRender();
    const [request] = await look();
    expect(request?.notBeforeMs).toBeLessThanOrEqual(clock.nowMs());
  });
});

describe('a shop', () => {
  it('is remembered by the way that works, so that the others are not tried in vain each time', async () => {
    await watch(2);
    brings.http = challenge;
    await lookAndRender();
    await lookAndRender();
    expect(counts()).toEqual({ http: 2, browser: 4, jina: 0 });
    expect(await rememberedWay()).toBe('browser');
    await watch(3);
    await lookAndRender();
    expect(gone.http).not.toContain(urlOf(3));
  });

  it('goes back to the cheaper way when one page tells, a day later, that it works again', async () => {
    await watch(2);
    brings.http = challenge;
    await lookAndRender();
    brings.http = priced('20.00');
    clock.advance(25 * hourMs);
    await lookAndRender();
    expect(await rememberedWay()).toBe('http');
    const { browser } = counts();
    await lookAndRender();
    expect(counts()).toMatchObject({ browser });
  });

  it('of which only one page needs the browser is asked over HTTP for the others', async () => {
    await watch(3);
    await lookAndRender();
    brings.http = (url) => (url === urlOf(2) ? empty : priced('20.00'));
    for (let times = 0; times < 2; times++) await lookAndRender();
    expect(gone.browser).toEqual([urlOf(2), urlOf(2)]);
    expect(gone.http.filter((url) => url === urlOf(2))).toHaveLength(2);
    expect(await rememberedWay()).toBe('http');
  });
});

describe('a second look', () => {
  const confirm = async () => {
    const [offerId = ''] = Object.keys((await shards.get(platform.catalogue, 'lamp-shop:1'))?.value.offers ?? {});
    const decideByMs = clock.nowMs() + minuteMs;
    const request = { purpose: 'confirm', shardId: 'lamp-shop:1', offerId, anomalyId: 'suspect-1', decideByMs };
    await deliver('scrape-requested', request);
    return (taken('render-requested') as unknown as RenderRequested[])[0];
  };

  it('comes another way than the first', async () => {
    await watch(1);
    await look();
    observed();
    const request = await confirm();
    expect(request).toMatchObject({ purpose: 'confirm' });
    clock.advance(2_000);
    await deliver('page-rendered', await rendered(request as RenderRequested));
    expect(observed()).toMatchObject([
      { purpose: 'confirm', anomalyId: 'suspect-1', observation: { strategy: 'browser', price: { minor: 2_000 } } },
    ]);
    expect(await rememberedWay()).toBe('http');
  });

  it('comes the same way again when no other shows the price', async () => {
    await watch(1);
    await look();
    observed();
    Object.assign(brings, { browser: challenge, jina: { type: 'failed', failure: 'reader-failed', detail: 'no' } });
    const request = await confirm();
    clock.advance(2_000);
    await deliver('page-rendered', await rendered(request as RenderRequested));
    expect(observed()).toMatchObject([{ purpose: 'confirm', observation: { strategy: 'http', outcome: 'price' } }]);
  });
});
