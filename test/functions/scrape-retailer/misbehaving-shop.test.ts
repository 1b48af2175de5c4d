import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { wire as planScrapes } from '../../../functions/plan-scrapes/wire.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { type HttpPageSource, httpPageSource } from '../../../shared/adapters/http/http-page-source.ts';
import { shards } from '../../../shared/documents/shard.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import type { LookOutcome } from '../../../shared/domain/observation/observation.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { IncomingMessage } from '../../../shared/ports/publisher.ts';
import type { Receive } from '../../../shared/ports/subscription.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { answer, type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const retailer: Retailer = {
  id: 'odd-shop',
  name: 'Odd Shop',
  hosts: ['shop.example'],
  strategies: ['http'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 1 },
  robots: 'honour',
  checkEveryMinutes: 60,
  fields: {},
};
const latin1Page = Buffer.from(
  `<!doctype html><html lang="de"><title>Tür</title><h1>Tür</h1><div class="price">19,90 €</div>
  <script type="application/ld+json">{"@type":"Product","name":"Tür","offers":{"@type":"Offer","price":"19.90","priceCurrency":"EUR"}}</script>`.replace(
    '€',
    '&euro;',
  ),
  'latin1',
);

let shop: MisbehavingShop;
let pages: HttpPageSource;
let platform: TestPlatform;
let receive: Receive;

beforeEach(async () => {
  shop = await startMisbehavingShop({
    '/wrong-charset': answer(200, { 'Content-Type': 'text/html; charset=utf-8' }, latin1Page),
  });
  const base = testPlatform({ clock: new ManualClock(undefined, { autoAdvance: true }) });
  platform = { ...base, retailers: retailerDirectory([retailer, ...builtInRetailers]) };
  pages = httpPageSource({ ...platform, allowedHosts: { 'shop.example': shop.address }, timeoutMs: 400 });
  receive = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
    scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 15 * 60_000 }),
  )(platform);
});
afterEach(async () => {
  await pages.close();
  await shop.close();
});

const watch = (path: string) =>
  watchOffer(platform.catalogue, `http://shop.example${path}`, retailer, platform.clock.nowMs());
const message = (topic: string, body: object): IncomingMessage => ({
  id: `m-${platform.clock.nowMs()}`,
  topic,
  text: JSON.stringify(body),
  attributes: {},
  publishedAtMs: 0,
});
const shard = async () => (await shards.get(platform.catalogue, 'odd-shop:1'))?.value;
const look = async () => {
  const dueAtMs = (await shard())?.dueAtMs;
  return receive(message(scrapeRequested.name, { purpose: 'scheduled', shardId: 'odd-shop:1', dueAtMs }));
};

describe('a page of a shop that misbehaves', () => {
  it.each<readonly [string, LookOutcome, string | null]>([
    ['/too-many-requests', 'unreachable', 'failure'],
    ['/unavailable', 'unreachable', 'failure'],
    ['/slow-drip', 'unreachable', 'failure'],
    ['/redirect-loop', 'unreachable', 'success'],
    ['/gzip-bomb', 'unreachable', 'success'],
    ['/redirect-to-metadata', 'unreachable', 'success'],
    ['/wrong-charset', 'price', 'success'],
    ['/challenge', 'blocked', 'failure'],
    ['/gone', 'gone', 'success'],
    ['/empty', 'unreadable', 'success'],
  ])('%s is remembered as %s, and its breaker hears of a %s', async (path, outcome, heard) => {
    const told: string[] = [];
    const { record } = platform.breakers;
    Object.assign(platform.breakers, {
      record: (service: string, result: 'success' | 'failure') => {
        told.push(result);
        return record(service, result);
      },
    });
    await watch(path);
    expect(await look()).toBe('ack');
    expect(Object.values((await shard())?.offers ?? {})).toMatchObject([
      { outcome, seen: outcome === 'price' ? { price: { minor: 1_990 } } : null },
    ]);
    expect(told).toEqual([heard]);
    expect(platform.logged.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });
});

it('A shop that asks for a pause is left alone until it is over, with everything that was still to be looked at', async () => {
  for (const path of ['/too-many-requests', '/good', '/conditional']) await watch(path);
  await look();
  expect(shop.requests.map(({ path }) => path)).toEqual(['/robots.txt', '/too-many-requests']);
  const plan = planScrapes(platform);
  const planned = async () => {
    platform.published.splice(0);
    await plan(message('scan-requested', {}));
    return platform.published.filter(({ topic }) => topic === scrapeRequested.name).length;
  };
  expect(await planned()).toBe(0);
  // Asked for before, and on its way meanwhile.
  expect(await look()).toBe('ack');
  const [offerId = ''] = Object.keys((await shard())?.offers ?? {});
  const decideByMs = platform.clock.nowMs() + 60_000;
  const again = { purpose: 'confirm', shardId: 'odd-shop:1', offerId, anomalyId: 'suspicion', decideByMs };
  expect(await receive(message(scrapeRequested.name, again))).toBe('retry');
  expect(shop.requests).toHaveLength(2);
  platform.clock.advance(119_000);
  expect(await planned()).toBe(0);
  platform.clock.advance(2_000);
  expect(await planned()).toBe(1);
});
