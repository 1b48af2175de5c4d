import { expect, it } from 'vitest';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { shards } from '../../../shared/documents/shard.ts';
import { shops } from '../../../shared/documents/shop.ts';
import type { Extraction } from '../../../shared/domain/extraction/extraction.ts';
import { anomalyDetected } from '../../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../../shared/messages/deal-detected.ts';
import { priceObserved } from '../../../shared/messages/price-observed.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../../shared/ports/page-source.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { testPlatform } from '../../support/test-platform.ts';
import { shopHost, WatchedShop } from '../../support/watched-shop.ts';

const shopId = `generic~${shopHost}`;
const products = Array.from({ length: 24 }, (_, n) => ({ name: `kettle-${n}`, minor: 18_000 + 700 * n }));
const read = (price: number): Extraction => ({
  outcome: 'price',
  price: { minor: price, currency: 'EUR' },
  confidence: 0.95,
  votes: [],
  reasons: [],
  facts: { availability: 'InStock' },
});

/** A shop that is looked at slowly, and detection that judges meanwhile, each message when its patience is over. */
class SlowShop {
  readonly clock = new ManualClock(undefined, { autoAdvance: true });
  readonly watched = new WatchedShop({
    ...testPlatform({ clock: this.clock }),
    readPage: async ({ html }) => read(Number(html)),
  });
  asked = 0;
  factor = 1;
  /** Killed at the n-th page. */
  killedAt = Number.POSITIVE_INFINITY;
  #judged = 0;
  readonly #pages: PageSource = {
    fetch: async ({ url }) => {
      this.asked += 1;
      if (this.asked === this.killedAt) throw new Error('killed');
      await this.judge();
      const product = products.find(({ name }) => url.endsWith(`/${name}`));
      const html = String((product?.minor ?? 0) * this.factor);
      return { type: 'page', status: 200, url, html, bytes: html.length, validators: {} };
    },
  };
  readonly #receive = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
    scrapeRetailer({ ...on, ...pageWays(on, this.#pages), skipWithinMs: 15 * 60_000 }),
  )(this.watched.platform);

  async open(): Promise<void> {
    for (const { name, minor } of products) await this.watched.watch(name, minor);
    await this.look();
    await this.judge(0);
  }

  /** Looks at everything; gives how the delivery ended, and can be asked to deliver it again. */
  async look(): Promise<() => Promise<unknown>> {
    this.clock.advance(24 * 3_600_000);
    const shard = await shards.get(this.watched.platform.catalogue, `${shopId}:1`);
    const text = JSON.stringify({ purpose: 'scheduled', shardId: `${shopId}:1`, dueAtMs: shard?.value.dueAtMs });
    const id = `look-${this.clock.nowMs()}`;
    const again = () => this.#receive({ id, topic: scrapeRequested.name, text, attributes: {}, publishedAtMs: 0 });
    await again();
    return again;
  }

  async judge(patienceMs = 60_000): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (const observed of this.watched.published(priceObserved).slice(this.#judged)) {
      if (nowMs - observed.observation.checkedAtMs < patienceMs) break;
      this.#judged += 1;
      await this.watched.deliver(priceObserved, observed);
    }
  }

  async watch() {
    return (await shops.get(this.watched.platform.catalogue, shopId))?.value;
  }
}

it('A slip of the whole shop is known before the first product of a slow batch would be told of', async () => {
  const shop = new SlowShop();
  await shop.open();
  shop.factor = 0.01;
  await shop.look();
  await shop.judge(0);
  const { watched } = shop;
  const anomalies = await Promise.all(
    watched
      .published(priceObserved)
      .flatMap(({ offerId, sequence }) => (sequence === 2 ? [watched.anomaly(offerId, 2)] : [])),
  );
  expect(anomalies).toHaveLength(products.length);
  expect(new Set(anomalies.map((anomaly) => anomaly?.decision?.by))).toEqual(new Set(['shop-watch']));
  expect([anomalyDetected, dealDetected].flatMap((topic) => watched.published(topic))).toEqual([]);
  expect(watched.published(scrapeRequested)).toEqual([]);
});

it.each([8, 20])(
  'Each product counts once in the record of its shop when the batch is killed at page %i',
  async (page) => {
    const [undisturbed, killed] = [new SlowShop(), new SlowShop()];
    for (const shop of [undisturbed, killed]) {
      await shop.open();
      shop.factor = 0.01;
    }
    await undisturbed.look();
    killed.killedAt = killed.asked + page;
    const again = await killed.look();
    await again();
    const [expected, found] = [await undisturbed.watch(), await killed.watch()];
    const ratios = (watch: typeof found) => Object.values(watch?.watch.ratios ?? {}).map(({ count }) => count);
    expect(ratios(found)).toEqual(ratios(expected));
    expect(found?.watch.changed).toBe(expected?.watch.changed);
    const shard = await shards.get(killed.watched.platform.catalogue, `${shopId}:1`);
    expect(shard?.value).toMatchObject({ outbox: {} });
    expect(shard?.value.untold).toBeUndefined();
  },
);
