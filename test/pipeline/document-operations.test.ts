import { describe, expect, test } from 'vitest';
import { planScrapes } from '../../functions/plan-scrapes/handler.ts';
import { wire as wireReleaseDue } from '../../functions/release-due/wire.ts';
import { scrapeRetailer } from '../../functions/scrape-retailer/handler.ts';
import { readerVersion } from '../../functions/scrape-retailer/look-at-offer.ts';
import { countingDocuments } from '../../infra/bench/counting-documents.ts';
import { type ShardOffer, shards } from '../../shared/documents/shard.ts';
import type { Extraction } from '../../shared/domain/extraction/extraction.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import type { Receive } from '../../shared/ports/subscription.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createBreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { messageFunction } from '../../shared/runtime/function.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { pageWays } from '../support/page-ways.ts';
import { testPlatform } from '../support/test-platform.ts';

const offersPerShard = 50;
const shardsPerShop = 25;
const minuteMs = 60_000;
/** As scheduler.yaml says. */
const scanEveryMs = 5 * minuteMs;

const shopIds = ['one', 'two', 'three', 'four'];
const retailer = (id: string): Retailer => ({
  id,
  name: id,
  hosts: [`${id}.example`],
  strategies: ['http', 'browser', 'jina'],
  pacing: { minDelayMs: 2, maxDelayMs: 2, concurrency: 2 },
  robots: 'honour',
  checkEveryMinutes: 15,
  fields: {},
});
const price = { minor: 1999, currency: 'USD' };
const unchanged: Extraction = {
  outcome: 'price',
  price,
  confidence: 0.95,
  votes: [],
  reasons: [],
  facts: { availability: 'InStock' },
};

/** Half of the pages answer "not modified", the others come with another body and the same price. */
function unchangedPages(looked: () => void): PageSource {
  let count = 0;
  return {
    fetch: async ({ url }) => {
      looked();
      count += 1;
      if (count % 2 === 0) return { type: 'not-modified' };
      return { type: 'page', status: 200, url, html: '', bytes: 0, validators: { etag: `"${count}"` } };
    },
  };
}

describe('document operations', () => {
  test('an unchanged offer costs at most 0.10 reads and 0.06 writes, planning, breakers, pacing, heartbeats and release-due included', async () => {
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const base = testPlatform();
    const operations = { reads: 0, writes: 0 };
    const catalogue = countingDocuments(base.catalogue, operations);
    const people = countingDocuments(base.people, operations);
    const platform = {
      ...base,
      clock,
      catalogue,
      people,
      breakers: createBreakerGuard({ documents: catalogue, clock, random: base.random }),
      retailers: retailerDirectory([...shopIds.map(retailer), ...builtInRetailers]),
      readPage: async () => unchanged,
    };
    let looks = 0;
    const pages = unchangedPages(() => {
      looks += 1;
    });
    const plan = messageFunction('plan-scrapes', parseTopics([scanRequested]), (on) =>
      planScrapes({ ...on, horizonMs: 10 * minuteMs }),
    )(platform);
    const scrape = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
      scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 15 * minuteMs }),
    )(platform);
    const release = wireReleaseDue(platform);
    await watch(base.catalogue, clock.nowMs());

    let nextNumber = 0;
    const deliver = async (receive: Receive, topic: string, body: unknown) => {
      nextNumber += 1;
      const message = {
        id: String(nextNumber),
        topic,
        text: JSON.stringify(body),
        attributes: {},
        publishedAtMs: clock.nowMs(),
      };
      expect(await receive(message)).toBe('ack');
    };
    const startMs = clock.nowMs();
    for (let minute = 0; minute < 60; minute += 1) {
      const atMs = startMs + minute * minuteMs;
      if (clock.nowMs() < atMs) clock.advance(atMs - clock.nowMs());
      await deliver(release, 'release-requested', {});
      if ((minute * minuteMs) % scanEveryMs !== 0) continue;
      await deliver(plan, 'scan-requested', {});
      for (const { topic, body } of base.published.splice(0)) await deliver(scrape, topic, body);
    }

    expect(looks).toBeGreaterThanOrEqual(3 * shopIds.length * shardsPerShop * offersPerShard);
    const readsPerOffer = operations.reads / looks;
    const writesPerOffer = operations.writes / looks;
    expect(readsPerOffer).toBeLessThanOrEqual(0.1);
    expect(writesPerOffer).toBeLessThanOrEqual(0.06);
  });
});

/** Every shop with all its shards, each offer seen before at the price it still has. */
async function watch(catalogue: ReturnType<typeof testPlatform>['catalogue'], nowMs: number): Promise<void> {
  const offer = (url: string): ShardOffer => ({
    url,
    checkedAtMs: nowMs - 15 * minuteMs,
    outcome: 'price',
    outcomeSinceMs: nowMs - 15 * minuteMs,
    seen: { price, availability: 'InStock' },
    sequence: 1,
    etag: '"0"',
    readerVersion,
  });
  for (const shopId of shopIds) {
    for (let number = 1; number <= shardsPerShop; number += 1) {
      const ids = Array.from({ length: offersPerShard }, (_, i) => `${shopId}-${number}-${i}`);
      const entries = ids.map((id) => [id, offer(`https://${shopId}.example/p/${id}`)] as const);
      const shard = {
        shopId,
        retailerId: shopId,
        dueAtMs: nowMs,
        checkEveryMs: 15 * minuteMs,
        offers: Object.fromEntries(entries),
        outbox: {},
      };
      await catalogue.write([shards.create(`${shopId}:${number}`, shard)]);
    }
  }
}
