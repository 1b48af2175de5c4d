import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { wire } from '../../../functions/scrape-retailer/wire.ts';
import { shards } from '../../../shared/documents/shard.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { renderRequested } from '../../../shared/messages/render-requested.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { type ForwardProxyServer, startForwardProxy } from '../../servers/forward-proxy.ts';
import { type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testPlatform } from '../../support/test-platform.ts';

const retailer: Retailer = {
  id: 'far-shop',
  name: 'Far Shop',
  hosts: ['shop.example'],
  strategies: ['http', 'browser'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 1 },
  proxyPool: 'eu',
  robots: 'honour',
  checkEveryMinutes: 60,
  fields: {},
};
let shop: MisbehavingShop;
let proxy: ForwardProxyServer;
beforeAll(async () => {
  [shop, proxy] = await Promise.all([startMisbehavingShop(), startForwardProxy()]);
});
afterAll(() => Promise.all([shop.close(), proxy.close()]));

it('A retailer that names a pool of proxies is asked through it alone, and never by the browser', async () => {
  const base = testPlatform({
    clock: new ManualClock(undefined, { autoAdvance: true }),
    flags: ['--host-map', `shop.example=${shop.address}`],
    secrets: { PROXY_POOLS: JSON.stringify({ eu: [proxy.url] }) },
  });
  const platform = { ...base, retailers: retailerDirectory([retailer, ...builtInRetailers]) };
  const receive = wire(platform);
  const dueAtMs = platform.clock.nowMs();
  await watchOffer(platform.catalogue, 'http://shop.example/gone', retailer, dueAtMs);
  await watchOffer(platform.catalogue, 'http://shop.example/empty', retailer, dueAtMs);
  const text = JSON.stringify({ purpose: 'scheduled', shardId: 'far-shop:1', dueAtMs });
  expect(await receive({ id: 'm', topic: scrapeRequested.name, text, attributes: {}, publishedAtMs: 0 })).toBe('ack');
  const looked = Object.values((await shards.get(platform.catalogue, 'far-shop:1'))?.value.offers ?? {});
  expect(looked.map(({ outcome }) => outcome).sort()).toEqual(['gone', 'unreadable']);
  expect(shop.requests.map(({ path }) => path).sort()).toEqual(['/empty', '/gone', '/robots.txt']);
  expect(new Set(proxy.asked)).toEqual(new Set([shop.address]));
  expect(platform.published.filter(({ topic }) => topic === renderRequested.name)).toEqual([]);
});
