import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { wire } from '../../../../functions/api/wire.ts';
import { seededRandom } from '../../../../infra/local/demo-shop/seeded-random.ts';
import { type Deal, deals } from '../../../../shared/documents/deal.ts';
import { listDeal } from '../../../../shared/domain/deal/list-deal.ts';
import { idsOf, problemOf } from '../../../support/answers.ts';
import { testPlatform } from '../../../support/test-platform.ts';

const platform = testPlatform({ flags: ['--rate-limit-scale', '100000'] });
const app = wire(platform);
const chance = seededRandom(7);
const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(chance() * values.length)] ?? values[0];

const all: readonly { readonly id: string; readonly value: Deal }[] = Array.from({ length: 300 }, (_, i) => {
  const discount = Math.round((0.2 + chance() * 0.7) * 20) / 20;
  const minor = 500 * (1 + Math.floor(chance() * 40));
  const brand = pick([undefined, 'Sony', 'Bosch', 'Weber']);
  const category = pick([undefined, 'audio', 'garden']);
  const deal: Deal = {
    offerId: `o${i}`,
    retailerId: pick(['amazon', 'ebay', 'walmart']),
    retailerName: 'A shop',
    title: `${pick(['Red', 'Blue', 'Green'])} ${pick(['kettle', 'lamp', 'speaker'])} ${i}`,
    url: `https://shop.example/${i}`,
    ...(brand ? { brand } : {}),
    ...(category ? { category } : {}),
    kind: pick(['deal', 'deal', 'glitch']),
    price: { minor, currency: pick(['EUR', 'USD']) },
    medianMinor: Math.round(minor / (1 - discount)),
    low30Minor: minor,
    discount,
    reasons: [],
    observedAtMs: 0,
    confirmedAtMs: 1_000 * Math.floor(chance() * 60),
    retractedAtMs: pick([null, null, null, 5]),
    endedAtMs: pick([null, null, 7]),
  };
  return {
    id: `d${i}`,
    value: listDeal(deal, { confidence: pick([0.5, 0.9]), condition: undefined, seller: undefined, days: 60 }),
  };
});
beforeAll(() => platform.catalogue.write(all.map(({ id, value }) => deals.create(id, value))));

const optional = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const queries = fc
  .record({
    sort: fc.constantFrom('score' as const, 'newest' as const, 'discount' as const, 'price' as const),
    text: optional('kettle', 'red lamp', 'BLUE', 'Sony speaker', 'nothing'),
    brand: optional('sony', 'BOSCH'),
    category: optional('audio', 'Garden'),
    retailer: optional('amazon', 'ebay'),
    kind: optional('deal' as const, 'glitch' as const),
    minDiscount: optional(0.5, 0.8),
    maxPrice: optional(100, 40),
    minScore: optional(50),
    status: optional('live' as const, 'ended' as const),
    currency: optional('EUR', 'USD'),
  })
  .filter(({ sort, maxPrice, currency }) => currency !== undefined || (sort !== 'price' && maxPrice === undefined));
type Query = typeof queries extends fc.Arbitrary<infer T> ? T : never;

/** What a reader without any index would find. */
function expected(query: Query): string[] {
  const words = (text: string) => text.toLowerCase().split(' ');
  const found = all.filter(({ value: deal }) => {
    const { brand, category, retailer, kind, text, currency } = query;
    return (
      deal.retractedAtMs === null &&
      (deal.endedAtMs !== null) === (query.status === 'ended') &&
      (!brand || deal.brand?.toLowerCase() === brand.toLowerCase()) &&
      (!category || words(deal.category ?? '').includes(category.toLowerCase())) &&
      (!retailer || deal.retailerId === retailer) &&
      (!kind || deal.kind === kind) &&
      (!text || words(text).every((word) => words(`${deal.title} ${deal.brand ?? ''}`).includes(word))) &&
      deal.discount >= (query.minDiscount ?? 0) &&
      (deal.score ?? 0) >= (query.minScore ?? 0) &&
      (!currency || deal.price.currency === currency) &&
      (!query.maxPrice || deal.price.minor <= query.maxPrice * 100)
    );
  });
  const by = { score: 'score', newest: 'confirmedAtMs', discount: 'discount', price: 'priceMinor' } as const;
  const sign = query.sort === 'price' ? 1 : -1;
  const value = (deal: Deal) => deal[by[query.sort]] ?? 0;
  const order = (a: (typeof all)[number], b: (typeof all)[number]) =>
    sign * (value(a.value) - value(b.value) || (a.id < b.id ? -1 : 1));
  return found.toSorted(order).map(({ id }) => id);
}

const pathOf = (query: Query, more: Readonly<Record<string, string>> = {}) => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  return `/buyer/deals?${new URLSearchParams(Object.fromEntries([...given, ...Object.entries(more)]))}`;
};

describe('lists of deals', () => {
  it('hold exactly what matches, in order, page by page, whatever the filters and the sort', async () => {
    await fc.assert(
      fc.asyncProperty(queries, fc.constantFrom('3', '20', '100'), async (query, limit) => {
        const found: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page = await idsOf(await app.request(pathOf(query, { limit, ...(cursor ? { cursor } : {}) })));
          expect(page.ids.length).toBeLessThanOrEqual(Number(limit));
          found.push(...page.ids);
          cursor = page.nextCursor;
        }
        expect(found).toEqual(expected(query));
      }),
      { numRuns: 60 },
    );
  });

  it('read a bounded number of documents for a page, however few match', async () => {
    const before = platform.catalogue.counts.reads;
    await app.request('/buyer/deals?maxPrice=0&currency=EUR');
    expect(platform.catalogue.counts.reads - before).toBeLessThanOrEqual(200);
    const exact = platform.catalogue.counts.reads;
    await app.request('/buyer/deals?brand=sony&kind=glitch&retailer=ebay&limit=5');
    expect(platform.catalogue.counts.reads - exact).toBeLessThanOrEqual(6);
  });

  it('refuse a cursor of another query, which would skip or repeat', async () => {
    const { nextCursor } = await idsOf(await app.request('/buyer/deals?limit=2'));
    for (const query of ['sort=newest', 'kind=deal', 'minDiscount=0.5']) {
      expect(await problemOf(await app.request(`/buyer/deals?${query}&cursor=${nextCursor}`))).toEqual([
        400,
        'invalid-cursor',
      ]);
    }
    expect((await app.request(`/buyer/deals?limit=7&cursor=${nextCursor}`)).status).toBe(200);
  });

  it('compare prices in one currency only', async () => {
    for (const query of [
      'sort=price',
      'maxPrice=10',
      'currency=euro',
      'maxPrice=-1&currency=EUR',
      'minDiscount=2',
      'text=',
      'maxPrice=1e9&currency=EUR',
    ]) {
      expect(await problemOf(await app.request(`/buyer/deals?${query}`))).toEqual([400, 'invalid-input']);
    }
  });

  it('explain the score of each, and nothing of the index', async () => {
    const [deal] = JSON.parse(await (await app.request('/buyer/deals?limit=1')).text()).items;
    expect(deal).toMatchObject({
      score: expect.any(Number),
      scoreParts: { seller: 15, confidence: expect.any(Number) },
    });
    expect(Object.keys(deal)).not.toEqual(expect.arrayContaining(['tokens']));
  });

  it('are had under their old name, which says what to use instead', async () => {
    const answer = await app.request('/listings?kind=glitch&limit=3');
    expect(answer.headers.get('deprecation')).toMatch(/^@\d{10}$/);
    expect(answer.headers.get('link')).toBe('</buyer/deals?kind=glitch&limit=3>; rel="successor-version"');
    expect(await answer.json()).toEqual(await (await app.request('/buyer/deals?kind=glitch&limit=3')).json());
  });
});

describe('feeds', () => {
  it('hold the same deals for readers of RSS and of JSON Feed', async () => {
    const { items, feed_url } = JSON.parse(
      await (await app.request('/feeds/deals.json?kind=glitch&sort=newest')).text(),
    );
    expect(feed_url).toBe('http://localhost:8080/feeds/deals.json?kind=glitch&sort=newest');
    const ids = items.map(({ id }: { id: string }) => id);
    expect(ids).toEqual((await idsOf(await app.request('/buyer/deals?kind=glitch&sort=newest&limit=50'))).ids);
    const rss = await app.request('/feeds/deals.rss?kind=glitch&sort=newest');
    expect(rss.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
    expect([...(await rss.text()).matchAll(/<guid isPermaLink="false">(\w+)<\/guid>/g)].map(([, id]) => id)).toEqual(
      ids,
    );
    expect((await app.request('/feeds/deals.rss?cursor=x')).status).toBe(400);
  });

  it('escape whatever a page may say of its product', async () => {
    const hostile = {
      ...all[0]?.value,
      title: 'A & <b>"\u0000\u0007\ud800 ]]>',
      url: 'javascript:alert(1)',
      retractedAtMs: null,
      endedAtMs: null,
    };
    // Spread of a whole deal: every field of one is there.
    const value = listDeal(hostile as Deal, { confidence: 1, condition: undefined, seller: undefined, days: 900 });
    await platform.catalogue.write([deals.set('hostile', { ...value, score: 101 })]);
    const text = await (await app.request('/feeds/deals.rss')).text();
    expect(text).toContain('<title>A &amp; &lt;b&gt;&quot;');
    expect(text).not.toContain('javascript:');
    expect([...text].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
    expect(text).toContain('<link>http://localhost:8080/buyer/deals/hostile</link>');
    await platform.catalogue.write([deals.delete('hostile')]);
  });
});
