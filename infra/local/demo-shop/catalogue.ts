import * as z from 'zod';
import { retailer } from '../../../shared/domain/extraction/retailer.ts';
import { hashOf } from './seeded-random.ts';
import hoshizora from './shops/hoshizora.json' with { type: 'json' };
import kaufwerk from './shops/kaufwerk.json' with { type: 'json' };
import larkspur from './shops/larkspur.json' with { type: 'json' };
import prismAudio from './shops/prism-audio.json' with { type: 'json' };
import thistleAndOak from './shops/thistle-and-oak.json' with { type: 'json' };

/** How a product's price behaved over the past year. */
const pricePattern = z.enum(['constant', 'weekly-sale', 'inflation', 'promotions', 'volatile']);

const productEntry = z.strictObject({
  slug: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  brand: z.string(),
  category: z.string(),
  /** Regular price when the demo begins, in minor units of the shop's currency. */
  priceMinor: z.int().positive(),
  listMinor: z.int().positive().optional(),
  pattern: pricePattern,
  picture: z.string(),
  about: z.string(),
  specs: z.record(z.string(), z.string()),
});

const shopFile = z.strictObject({
  tagline: z.string(),
  layout: z.enum(['json-ld', 'microdata', 'open-graph', 'embedded-state', 'script-rendered']),
  productPath: z.string().includes('{slug}'),
  /** A retailer file like those of shared/retailers, with the shop's currency and locale always given. */
  retailer: retailer.required({ currency: true, locale: true }),
  products: z.array(productEntry).min(1),
});
type ShopFile = z.infer<typeof shopFile>;

export interface DemoProduct extends Readonly<z.infer<typeof productEntry>> {
  /** `shop/slug`, unique over all shops. */
  readonly id: string;
  readonly shopId: string;
  readonly currency: string;
  readonly sku: string;
  readonly gtin: string;
}

export interface Shop extends Readonly<Omit<ShopFile, 'products'>> {
  readonly id: string;
  readonly host: string;
  readonly products: readonly DemoProduct[];
}

/** The invented shops of the demo, in the order they are shown. Throws ZodError when a file is not as the schema says. */
export function loadShops(): readonly Shop[] {
  return [larkspur, kaufwerk, thistleAndOak, hoshizora, prismAudio].map((file) => toShop(shopFile.parse(file)));
}

/** Path of the product's page on its shop's host. */
export function productPathOf(shop: Shop, product: DemoProduct): string {
  return shop.productPath.replace('{slug}', product.slug);
}

/**
 * EAN-13 of a product, made from its id. GS1 keeps prefix 952 for demonstrations and examples, so it is nobody's real
 * number (https://www.gs1.org/standards/id-keys/company-prefix).
 */
export function demoGtin(productId: string): string {
  const digits = `952${String(hashOf('gtin', productId) % 1_000_000_000).padStart(9, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function toShop({ products, ...file }: ShopFile): Shop {
  const { id, hosts, currency } = file.retailer;
  const initials = id.slice(0, 2).toUpperCase();
  return {
    ...file,
    id,
    host: hosts[0] ?? id,
    products: products.map((entry) => {
      const productId = `${id}/${entry.slug}`;
      const sku = `${initials}-${10_000 + (hashOf('sku', productId) % 90_000)}`;
      return { ...entry, id: productId, shopId: id, currency, sku, gtin: demoGtin(productId) };
    }),
  };
}
