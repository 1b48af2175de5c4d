import { describe, expect, test } from 'vitest';
import { loadShops, type Shop } from '../../../infra/local/demo-shop/catalogue.ts';
import { ShopFront } from '../../../infra/local/demo-shop/shop-front.ts';
import { Stage } from '../../../infra/local/demo-shop/stage.ts';
import type { Extraction } from '../../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../../shared/domain/extraction/read-page.ts';

const shops = loadShops();
const plainShops = shops.filter((shop) => shop.layout !== 'script-rendered');
const stage = new Stage(shops, 0);

/** Every page of the shop as the service reads it, at a second of the script. */
function readShop(shop: Shop, second: number): ReadonlyMap<string, Extraction> {
  const front = new ShopFront(stage, ({ host }) => `http://${host}`);
  return new Map(
    shop.products.map((product) => {
      const path = shop.productPath.replace('{slug}', product.slug);
      const { status, page } = front.answer(shop, path, second * 1000);
      return [
        product.id,
        readPage({ url: `http://${shop.host}${path}`, html: page.body.toString(), status }, shop.retailer),
      ];
    }),
  );
}

describe.each(plainShops)('$id', (shop) => {
  test('every page is read for certain: price, title, brand, GTIN, picture and availability', () => {
    const readings = readShop(shop, 300);
    for (const product of shop.products) {
      const { minor, inStock } = stage.stateOf(product, 300_000, () => 0);
      expect(readings.get(product.id), product.id).toMatchObject({
        outcome: 'price',
        price: { minor, currency: product.currency },
        facts: {
          title: product.title,
          gtin: product.gtin,
          sku: product.sku,
          imageUrl: `http://${shop.host}/img/${product.slug}.svg`,
          availability: inStock ? 'InStock' : 'OutOfStock',
        },
      });
    }
  });

  test('every page is read with confidence', () => {
    for (const [id, reading] of readShop(shop, 300)) {
      expect(reading.outcome === 'price' ? reading.confidence : 0, id).toBeGreaterThanOrEqual(0.8);
    }
  });

  test('a price struck through is read as the list price', () => {
    const readings = readShop(shop, 300);
    for (const product of shop.products) {
      const { listMinor } = stage.stateOf(product, 300_000, () => 0);
      const reading = readings.get(product.id);
      const read = reading?.outcome === 'price' ? reading.facts.listPrice?.minor : undefined;
      expect(read, product.id).toBe(listMinor);
    }
  });
});

test('the bot check is called blocked on every page of its shop', () => {
  const event = stage.actAt(0).find((candidate) => candidate.effect.type === 'block');
  const shop = shops.find((candidate) => candidate.id === event?.shopId);
  if (event === undefined || shop === undefined) {
    throw new Error('the script has no bot check');
  }
  for (const [id, reading] of readShop(shop, event.fromMs / 1000 + 1)) {
    expect(reading.outcome, id).toBe('blocked');
  }
});

test('no price is read from a page that its script has not drawn yet', () => {
  for (const shop of shops.filter((candidate) => candidate.layout === 'script-rendered')) {
    for (const [id, reading] of readShop(shop, 0)) {
      expect(reading.outcome, id).not.toBe('price');
    }
  }
});
