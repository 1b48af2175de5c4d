import { beforeEach, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { wire as wireApi } from '../../../functions/api/wire.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { field } from '../../../shared/documents/fields.ts';
import { shards } from '../../../shared/documents/shard.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { type ScrapeRequested, scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../../shared/ports/page-source.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { createBreakerGuard } from '../../../shared/runtime/breaker-guard.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { pageWays } from '../../support/page-ways.ts';
import { adminSecret, type TestPlatform, testPlatform } from '../../support/test-platform.ts';

const hourMs = 3_600_000;
const mugShop: Retailer = {
  id: 'mug-shop',
  name: 'Mug Shop',
  hosts: ['mugs.example'],
  strategies: ['http'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 2 },
  robots: 'honour',
  checkEveryMinutes: 60,
  fields: {},
};
const priceOf = (url: string) => `${10 + Number(url.split('/').at(-1))}.50`;
const today = (url: string) =>
  `<title>Mug</title><h1>Mug</h1><script type="application/ld+json">${JSON.stringify({
    '@type': 'Product',
    name: 'Mug',
    offers: { price: priceOf(url), priceCurrency: 'EUR' },
  })}</script><p class="price">€${priceOf(url)}</p><button>Add to cart</button>`;
const redesigned = (url: string) => `<title>Mug</title><h1>Mug</h1><div class="tag-now"><i>${priceOf(url)}</i></div>`;

let clock: ManualClock;
let platform: TestPlatform;
let page: (url: string) => string;
let look: () => Promise<void>;
beforeEach(async () => {
  page = today;
  clock = new ManualClock(undefined, { autoAdvance: true });
  const base = testPlatform({ clock });
  const breakers = createBreakerGuard({ documents: base.catalogue, clock, random: base.random });
  platform = { ...base, breakers, retailers: retailerDirectory([mugShop, ...builtInRetailers]) };
  const pages: PageSource = {
    fetch: async ({ url }) => ({ type: 'page', status: 200, url, html: page(url), validators: {}, bytes: 1 }),
  };
  const receive = messageFunction('scrape-retailer', parseTopics<ScrapeRequested>([scrapeRequested]), (on) =>
    scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 0 }),
  )(platform);
  for (let n = 1; n <= 12; n += 1) await watchOffer(platform.catalogue, `https://mugs.example/${n}`, mugShop, 0);
  look = async () => {
    clock.advance(hourMs);
    const dueAtMs = clock.nowMs();
    await platform.catalogue.write([shards.update('mug-shop:1', [field(['dueAtMs'], dueAtMs)])]);
    const body = JSON.stringify({ purpose: 'scheduled', shardId: 'mug-shop:1', dueAtMs });
    await receive({ id: `m${dueAtMs}`, topic: 'scrape-requested', text: body, attributes: {}, publishedAtMs: dueAtMs });
  };
  await look();
});

const errors = () => platform.logged.filter(({ severity }) => severity === 'ERROR').map(({ message }) => message);
const asked = async (path: string) =>
  (await wireAdmin(platform).request(path, { headers: { authorization: `Bearer ${adminSecret}` } })).json();

describe('a shop whose pages change their layout', () => {
  it('is one alarm, told once, however many of its offers show no price and however often they are looked at', async () => {
    page = redesigned;
    await look();
    await look();
    expect(errors()).toEqual(["a shop's pages have a new layout: prices vanished from their data"]);
    const alarm = { lost: 12, of: 12, until: null };
    expect(await (await wireApi(platform).request('/shops')).json()).toMatchObject({ items: [{ layout: alarm }] });
    expect(await asked('/internal/status')).toMatchObject({ layoutAlarms: [{ shopId: 'mug-shop', ...alarm }] });
    expect(await asked('/admin/layout-alarms')).toMatchObject({ items: [{ name: 'Mug Shop', ...alarm }] });
  });

  it('shows the operator kept pages, and selectors that give the prices agreed on before', async () => {
    page = redesigned;
    await look();
    expect(await asked('/admin/layout-alarms/mug-shop')).toMatchObject({
      snapshots: Array.from({ length: 6 }, () => ({ reason: 'layout-changed', shopId: 'mug-shop' })),
      suggestions: expect.arrayContaining([
        expect.objectContaining({ field: 'price', selector: '.tag-now', right: 6, wrong: 0, pages: 6 }),
      ]),
    });
    expect(await asked('/admin/layout-alarms/elsewhere')).toMatchObject({ status: 404 });
  });

  it('ends its alarm by itself when its prices are back', async () => {
    page = redesigned;
    await look();
    page = today;
    await look();
    expect(await asked('/internal/status')).toMatchObject({ layoutAlarms: [] });
    expect(await asked('/admin/layout-alarms')).toMatchObject({ items: [{ until: expect.any(String) }] });
  });

  it('raises none while its pages are as they were', async () => {
    await look();
    expect(errors()).toEqual([]);
    expect(await asked('/admin/layout-alarms')).toMatchObject({ items: [] });
  });
});
