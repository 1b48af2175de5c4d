import { categoryOfPath } from '../category/category-of.ts';
import type { Availability, ProductFacts } from '../observation/facts.ts';
import { availabilityOfTerm, availabilityOfText } from './availability.ts';
import { readCategoryPaths } from './category-path.ts';
import { conditionOfTerm, conditionOfTitle } from './condition.ts';
import { validGtin } from './gtin.ts';
import { readLabelledFacts } from './labelled-facts.ts';
import { packSizeOfName } from './pack-size.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import { readSelectorField } from './retailer-selectors.ts';
import { textOf } from './schema-item.ts';
import type { SchemaProduct, SchemaReading } from './schema-product.ts';
import { readVisibleAvailability } from './visible-availability.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What no shop's text of this kind is longer than: fifty offers share a document with their facts. */
const longestText = 500;
const longestUrl = 2_000;

/** What the page says beside the price, from the shop's selectors, its structured data, and its text. */
export function readProductFacts(
  context: PageContext,
  landmarks: Landmarks,
  readings: readonly SchemaReading[],
): ProductFacts {
  const products = readings.flatMap(({ product }) => product ?? []);
  const facts: Mutable<ProductFacts> = {};
  const set = <K extends keyof ProductFacts>(key: K, value: ProductFacts[K] | undefined): void => {
    if (value !== undefined) facts[key] = value;
  };
  const setText = (key: 'title' | 'brand' | 'sku' | 'variant' | 'seller', value: string | undefined): void =>
    set(key, value?.slice(0, longestText).toWellFormed());
  const labelled = readLabelledFacts(context, landmarks);
  setText('title', titleOf(context, landmarks, products));
  setText(
    'brand',
    field(context, 'brand') ??
      firstText(products, ['brand', 'manufacturer']) ??
      context.meta.get('product:brand') ??
      context.meta.get('og:brand'),
  );
  setText(
    'sku',
    field(context, 'sku') ??
      firstText(products, ['sku', 'productid', 'mpn']) ??
      context.meta.get('product:retailer_item_id'),
  );
  set('gtin', gtinOf(context, products) ?? validGtin(labelled.gtin));
  set(
    'imageUrl',
    absolute(
      field(context, 'image') ?? firstText(products, ['image']) ?? context.meta.get('og:image'),
      context.page.url,
    ),
  );
  set('availability', availabilityOf(context, landmarks, products));
  set('condition', conditionOf(context, products, facts.title ?? '') ?? conditionOfTerm(labelled.condition));
  setText('variant', variantOf(products));
  set('packSize', facts.title === undefined ? undefined : packSizeOfName(facts.title));
  setText('seller', field(context, 'seller') ?? sellerOf(products) ?? labelled.seller);
  return { ...facts, ...categoryOf(context, readings, products, facts.title) };
}

/** The first stated way that names a category of ours; else how the shop calls it, if it says so at all. */
function categoryOf(
  context: PageContext,
  readings: readonly SchemaReading[],
  products: readonly SchemaProduct[],
  title: string | undefined,
): Pick<ProductFacts, 'category' | 'shopCategory'> {
  const items = readings.flatMap((reading) => reading.items);
  let first: string | undefined;
  for (const path of readCategoryPaths(context, items, products, title)) {
    const shopCategory = path.join(' > ').slice(0, longestText).toWellFormed();
    const category = categoryOfPath(path, context.locale);
    if (category) return { category, shopCategory };
    first ||= shopCategory;
  }
  return first ? { shopCategory: first } : {};
}

function field(context: PageContext, name: Parameters<typeof readSelectorField>[1]): string | undefined {
  return readSelectorField(context, name)?.value;
}

function firstText(products: readonly SchemaProduct[], properties: readonly string[]): string | undefined {
  for (const product of products) {
    for (const item of [product.variant, product.item, ...product.offers]) {
      for (const property of properties) {
        const text = textOf(item, property);
        if (text !== undefined) return text;
      }
    }
  }
  return undefined;
}

function titleOf(context: PageContext, landmarks: Landmarks, products: readonly SchemaProduct[]): string | undefined {
  const selected = field(context, 'title');
  if (selected !== undefined) return selected;
  const named = products.find(({ matchesPage }) => matchesPage) ?? products[0];
  const structured = named === undefined ? undefined : textOf(named.item, 'name');
  const shown = landmarks.titleText;
  const pageTitles = [context.meta.get('og:title'), context.documentTitle].filter(
    (title) => title !== undefined && title !== '',
  );
  if (shown !== '' && (landmarks.titleConfirmed || structured === undefined)) return shown;
  return structured ?? pageTitles[0];
}

function gtinOf(context: PageContext, products: readonly SchemaProduct[]): string | undefined {
  const candidates = [field(context, 'gtin')];
  for (const product of products) {
    for (const item of [product.variant, product.item, ...product.offers]) {
      for (const property of ['gtin13', 'gtin', 'gtin12', 'gtin14', 'gtin8', 'ean', 'isbn'])
        candidates.push(textOf(item, property));
    }
  }
  candidates.push(context.meta.get('product:ean'), context.meta.get('product:gtin'), context.meta.get('product:upc'));
  return candidates.map(validGtin).find((gtin) => gtin !== undefined);
}

function availabilityOf(
  context: PageContext,
  landmarks: Landmarks,
  products: readonly SchemaProduct[],
): Availability | undefined {
  const selected = field(context, 'availability');
  const bySelector =
    selected === undefined ? undefined : (availabilityOfText(selected) ?? availabilityOfTerm(selected));
  if (bySelector !== undefined) return bySelector;
  for (const { offers, variant } of products) {
    const terms = [...offers, variant]
      .map((offer) => availabilityOfTerm(textOf(offer, 'availability')))
      .filter((term) => term !== undefined);
    if (terms.includes('InStock')) return 'InStock';
    if (terms[0] !== undefined) return terms[0];
  }
  const meta = availabilityOfTerm(context.meta.get('product:availability') ?? context.meta.get('og:availability'));
  if (meta !== undefined) return meta;
  return readVisibleAvailability(context, landmarks);
}

function conditionOf(
  context: PageContext,
  products: readonly SchemaProduct[],
  title: string,
): ProductFacts['condition'] {
  return (
    conditionOfTitle(title) ??
    conditionOfTerm(field(context, 'condition')) ??
    conditionOfTerm(firstText(products, ['itemcondition'])) ??
    conditionOfTerm(context.meta.get('product:condition'))
  );
}

/** What tells the variant from its siblings: its own name where the product is one of a group, else colour and size. */
function variantOf(products: readonly SchemaProduct[]): string | undefined {
  for (const { item, variant } of products) {
    const name = textOf(variant, 'name');
    if (variant !== item && name !== undefined && name !== textOf(item, 'name')) return name;
    const traits = ['color', 'size', 'pattern', 'material']
      .map((trait) => textOf(variant, trait))
      .filter((trait) => trait !== undefined);
    if (variant !== item && traits.length > 0) return traits.join(', ');
  }
  return undefined;
}

function sellerOf(products: readonly SchemaProduct[]): string | undefined {
  for (const { offers } of products) {
    for (const offer of offers) {
      const seller = textOf(offer, 'seller') ?? textOf(offer, 'offeredby');
      if (seller !== undefined) return seller;
    }
  }
  return undefined;
}

function absolute(url: string | undefined, base: string): string | undefined {
  if (url === undefined || !URL.canParse(url, URL.canParse(base) ? base : 'https://invalid.invalid')) return undefined;
  const resolved = new URL(url, URL.canParse(base) ? base : 'https://invalid.invalid');
  const isWeb = /^https?:$/.test(resolved.protocol) && resolved.hostname !== 'invalid.invalid';
  return isWeb && resolved.href.length <= longestUrl ? resolved.href : undefined;
}
