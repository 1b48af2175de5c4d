import { describe, expect, test } from 'vitest';
import { type DemoProduct, loadShops } from '../../../infra/local/demo-shop/catalogue.ts';
import { priceHistory } from '../../../infra/local/demo-shop/history.ts';
import { ACT_SECONDS, type StagedEvent } from '../../../infra/local/demo-shop/script.ts';
import { Stage } from '../../../infra/local/demo-shop/stage.ts';

const shops = loadShops();
const products = new Map(shops.flatMap((shop) => shop.products.map((product) => [product.id, product])));
const neverLooked = () => 0;
const DAY_MS = 86_400_000;
const ACTS = 15;

function productsOf(event: StagedEvent): readonly DemoProduct[] {
  return event.productIds.flatMap((id) => products.get(id) ?? []);
}

function lowestOf30Days(product: DemoProduct): number {
  const startMs = 365 * DAY_MS;
  const points = priceHistory(product, 1, startMs);
  const before = points.findLast((point) => point.atMs <= startMs - 30 * DAY_MS);
  const within = points.filter((point) => point.atMs > startMs - 30 * DAY_MS);
  return Math.min(...[before, ...within].flatMap((point) => point?.minor ?? []));
}

describe.each(Array.from({ length: ACTS }, (_, act) => act))('act %i', (act) => {
  const stage = new Stage(shops, act);
  const events = stage.actAt(0);

  test('a deal or a rejection can be seen within ten seconds', () => {
    const early = events.filter((event) => event.fromMs < 10_000).map((event) => event.ends);
    expect(early).toContain('deal');
    expect(early).toContain('rejected');
  });

  test('what has to be announced as a deal is one: a fifth below the usual price and below the lowest of 30 days', () => {
    for (const event of events.filter(({ ends }) => ends === 'deal')) {
      for (const product of productsOf(event)) {
        const { minor } = stage.stateOf(product, event.fromMs, neverLooked);
        expect(minor, event.name).toBeLessThanOrEqual(product.priceMinor * 0.8);
        expect(minor, event.name).toBeLessThan(lowestOf30Days(product));
      }
    }
  });

  test('what has to enter the history quietly moves the price by less than a deal', () => {
    for (const event of events.filter(({ ends }) => ends === 'accepted')) {
      for (const product of productsOf(event)) {
        const { minor } = stage.stateOf(product, event.fromMs, neverLooked);
        expect(minor, event.name).not.toBe(product.priceMinor);
        expect(minor, event.name).toBeGreaterThan(product.priceMinor * 0.82);
      }
    }
  });

  test('no product has two roles of its own at the same time', () => {
    const roles = events.filter((event) => event.productIds.length < 10);
    for (const event of roles) {
      for (const other of roles.filter((candidate) => candidate !== event)) {
        expect(other.productIds.some((id) => event.productIds.includes(id))).toBe(false);
      }
    }
  });
});

test('a decimal slip changes every price of its shop by one ratio and then heals', () => {
  const stage = new Stage(shops, 0);
  const slip = stage.actAt(0).find((event) => event.name === 'decimal slip');
  expect(slip?.productIds).toHaveLength(15);
  for (const product of slip === undefined ? [] : productsOf(slip)) {
    const at = (elapsedMs: number) => stage.stateOf(product, elapsedMs, neverLooked).minor;
    expect(at(100_000)).toBe(Math.round(at(69_000) / 100));
    expect(at(201_000)).toBeGreaterThan(product.priceMinor * 0.9);
  }
});

test('a flicker is wrong for the first look and right for the second', () => {
  const stage = new Stage(shops, 0);
  const flicker = stage.actAt(0).find((event) => event.name === 'lost digit');
  const product = products.get(flicker?.productIds[0] ?? '');
  if (product === undefined) {
    throw new Error('the script has no flicker');
  }
  expect(stage.stateOf(product, 1000, () => 0).minor).toBe(Math.round(product.priceMinor / 10));
  expect(stage.stateOf(product, 1000, () => 1).minor).toBe(product.priceMinor);
});

test('a permanent cut stays after its act', () => {
  const stage = new Stage(shops, 0);
  const cut = stage.actAt(0).find((event) => event.name === 'permanent cut');
  const product = products.get(cut?.productIds[0] ?? '');
  if (product === undefined) {
    throw new Error('the script has no permanent cut');
  }
  expect(stage.stateOf(product, 29_000, neverLooked).minor).toBe(product.priceMinor);
  expect(stage.stateOf(product, (ACT_SECONDS + 600) * 1000, neverLooked).minor).toBeLessThan(product.priceMinor * 0.9);
});

test('the script begins again with other products in the same roles', () => {
  const stage = new Stage(shops, 0);
  const first = stage.actAt(0);
  const second = stage.actAt(ACT_SECONDS * 1000);
  expect(second.map((event) => event.name)).toEqual(first.map((event) => event.name));
  expect(second[0]?.productIds).not.toEqual(first[0]?.productIds);
  expect(second[0]?.fromMs).toBe((first[0]?.fromMs ?? 0) + ACT_SECONDS * 1000);
});
