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

it('What died in the middle of several batches of a shop goes on with all of them at once, though the shop may be slow', async () => {
  const base = testPlatform({ clock: new ManualClock(undefined, { autoAdvance: true }) });
  const platform = { ...base, retailers: retailerDirectory([shop, ...builtInRetailers]) };
  const asked: string[] = [];
  const stuck = Promise.withResolvers<void>();
  const instance = (answers: (path: string) => Promise<void>) => {
    const pages: PageSource = {
      fetch: async ({ url }) => {
        const { pathname } = new URL(url);
        asked.push(pathname);
        await answers(pathname);
        return { type: 'page', status: 404, url, html: '', bytes: 0, validators: {} };
      },
    };
    return messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
      scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 15 * 60_000 }),
    )(platform);
  };
  const dueAtMs = platform.clock.nowMs();
  await watchOffer(platform.catalogue, 'https://slow.example/1', shop, dueAtMs);
  const first = await shards.get(platform.catalogue, 'slow-shop:1');
  const unseen = Object.values(first?.value.offers ?? {})[0];
  if (!first || !unseen) throw new Error('nothing is watched');
  const offers = { 'offer-2': { ...unseen, url: 'https://slow.example/2' } };
  await platform.catalogue.write([shards.set('slow-shop:2', { ...first.value, offers })]);
  const deliver = (receive: ReturnType<typeof instance>, number: number) =>
    receive({
      ...{ id: `plan-${number}`, topic: scrapeRequested.name, attributes: {}, publishedAtMs: dueAtMs },
      text: JSON.stringify({ purpose: 'scheduled', shardId: `slow-shop:${number}`, dueAtMs }),
    });

  for (const number of [1, 2]) {
    const killed = instance(() => Promise.reject(new Error('killed')));
    expect(await deliver(killed, number)).toBe('retry');
  }
  const restarted = instance(async (path) => (path === '/1' ? stuck.promise : undefined));
  const running = deliver(restarted, 1);
  await expect.poll(() => asked).toEqual(['/1', '/2', '/1']);
  expect(await deliver(restarted, 2)).toBe('ack');
  expect(asked).toEqual(['/1', '/2', '/1', '/2']);
  stuck.resolve();
  expect(await running).toBe('ack');
});
