import { expect, test } from 'vitest';
import { demoGtin, loadShops } from '../../../infra/local/demo-shop/catalogue.ts';
import { priceHistory } from '../../../infra/local/demo-shop/history.ts';

const shops = loadShops();
const products = shops.flatMap((shop) => shop.products);
const START_MS = Date.UTC(2026, 0, 15);
const DAY_MS = 86_400_000;

test('about sixty products are sold in four currencies, and two more on pages drawn by a script', () => {
  const plain = shops.filter((shop) => shop.layout !== 'script-rendered');
  expect(plain.flatMap((shop) => shop.products)).toHaveLength(60);
  expect(new Set(plain.map((shop) => shop.retailer.currency))).toEqual(new Set(['USD', 'EUR', 'GBP', 'JPY']));
  expect(products).toHaveLength(62);
});

test('every product has an id, a SKU and a GTIN of its own', () => {
  for (const key of ['id', 'sku', 'gtin'] as const) {
    expect(new Set(products.map((product) => product[key])).size).toBe(products.length);
  }
});

test('every GTIN has a right check digit and GS1’s prefix for demonstrations', () => {
  for (const { gtin } of products) {
    const weighted = [...gtin].toReversed().map((digit, place) => Number(digit) * (place % 2 === 1 ? 3 : 1));
    expect(weighted.reduce((sum, value) => sum + value) % 10, gtin).toBe(0);
    expect(gtin).toMatch(/^952\d{10}$/);
  }
});

test('a GTIN depends on nothing but the product’s id', () => {
  expect(demoGtin('larkspur/auralis-tide-700')).toBe(demoGtin('larkspur/auralis-tide-700'));
  expect(demoGtin('larkspur/auralis-tide-700')).not.toBe(demoGtin('larkspur/auralis-tide-701'));
});

test('no demo shop is paced, so that the first deal is found within seconds', () => {
  for (const shop of shops) {
    expect(shop.retailer.pacing).toMatchObject({ minDelayMs: 0, maxDelayMs: 0 });
  }
});

test('a year of history begins a year ago, changes at every point, and ends at the regular price days ago', () => {
  for (const product of products) {
    const points = priceHistory(product, 1, START_MS);
    expect(points[0]?.atMs).toBe(START_MS - 365 * DAY_MS);
    expect(points.at(-1)?.minor).toBe(product.priceMinor);
    expect(points.at(-1)?.atMs).toBeLessThanOrEqual(START_MS - 5 * DAY_MS);
    for (const [index, point] of points.entries()) {
      expect(point.minor).toBeGreaterThan(product.priceMinor / 2);
      expect(point.minor).not.toBe(points[index - 1]?.minor);
      expect(point.atMs).toBeGreaterThan(points[index - 1]?.atMs ?? 0);
    }
  }
});

test('the same seed gives the same year, another seed another one', () => {
  const year = (seed: number) => products.map((product) => priceHistory(product, seed, START_MS));
  expect(year(1)).toEqual(year(1));
  expect(year(1)).not.toEqual(year(2));
});
