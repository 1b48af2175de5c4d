import { expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { shards } from '../../../shared/documents/shard.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../../shared/ports/page-source.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { testPlatform } from '../../support/test-platform.ts';

/** Slow enough that a look at its pages claims the shard before it begins. */
const shop: Retailer = {
  id: 'slow-shop',
  name: 'Slow Shop',
  hosts: ['slow.example'],
  strategies: ['http'],
  pacing: { minDelayMs: 30_000, maxDelayMs: 30_000, concurrency: 1 },
  robots: 'honour',
  checkEveryMinutes: 60,
  fields: {},
};

it('A plan that is published twice is carried out once, and after a crash by its own redelivery alone', async () => {
  const base = testPlatform({ clock: new ManualClock(undefined, { autoAdvance: true }) });
  const platform = { ...base, retailers: retailerDirectory([shop, ...builtInRetailers]) };
  const asked: string[] = [];
  let crashes = true;
  const pages: PageSource = {
    fetch: async ({ url }) => {
      asked.push(new URL(url).pathname);
      if (crashes && asked.length === 2) throw new Error('killed');
      return { type: 'page', status: 404, url, html: '', bytes: 0, validators: {} };
    },
  };
  const receive = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
    scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 15 * 60_000 }),
  )(platform);
  const dueAtMs = platform.clock.nowMs();
  for (const n of [1, 2, 3]) await watchOffer(platform.catalogue, `https://slow.example/${n}`, shop, dueAtMs);
  const text = JSON.stringify({ purpose: 'scheduled', shardId: 'slow-shop:1', dueAtMs });
  const deliver = (id: string) =>
    receive({ id, topic: scrapeRequested.name, text, attributes: {}, publishedAtMs: dueAtMs });

  expect(await deliver('first')).toBe('retry');
  expect(asked).toEqual(['/1', '/2']);
  crashes = false;
  expect(await deliver('second')).toBe('ack');
  expect(asked).toEqual(['/1', '/2']);
  expect(await deliver('first')).toBe('ack');
  expect(new Set(asked)).toEqual(new Set(['/1', '/2', '/3']));
  const looks = asked.length;
  for (const id of ['first', 'second']) expect(await deliver(id)).toBe('ack');
  expect(asked).toHaveLength(looks);
  const shard = await shards.get(platform.catalogue, 'slow-shop:1');
  expect(shard?.value.claimedBy).toBeUndefined();
  expect(Object.values(shard?.value.offers ?? {}).map(({ outcome }) => outcome)).toEqual(['gone', 'gone', 'gone']);
});
