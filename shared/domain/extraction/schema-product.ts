import type { Candidate, Extractor } from './candidate.ts';
import type { PageContext } from './page-context.ts';
import { sameName } from './same-name.ts';
import { itemsOf, type SchemaItem, textOf } from './schema-item.ts';
import { candidatesOfOffer } from './schema-offers.ts';

const productTypes: ReadonlySet<string> = new Set(
  'product productgroup productmodel individualproduct someproducts vehicle car motorcycle book event musicevent theaterevent course softwareapplication mobileapplication videogame apartment house residence accommodation'.split(
    ' ',
  ),
);

/** The page's own product in one kind of structured data. */
export interface SchemaProduct {
  readonly extractor: Extractor;
  readonly item: SchemaItem;
  /** The variant that the address names, else the item itself. */
  readonly variant: SchemaItem;
  readonly offers: readonly SchemaItem[];
  readonly candidates: readonly Candidate[];
  /** The item is about this page: its name or address is the page's. */
  readonly matchesPage: boolean;
}

/** What one kind of structured data says of the page. */
export interface SchemaReading {
  readonly product?: SchemaProduct;
  /** Products that stand next to each other with nothing that makes one of them the page's. */
  readonly peers: number;
  readonly types: ReadonlySet<string>;
}

export function readSchemaProduct(
  items: readonly SchemaItem[],
  extractor: Extractor,
  context: PageContext,
): SchemaReading {
  const types = new Set(items.flatMap((item) => item.types));
  const products = items.flatMap((item) => productsOf(item, 0));
  const ranked = products
    .map((item, index) => ({ item, rank: rankOf(item, context) - index / 1_000 }))
    .toSorted((a, b) => b.rank - a.rank);
  const best = ranked[0];
  if (best === undefined) return { peers: 0, types };
  const peers = ranked.filter(({ rank }) => rank > best.rank - 1).length;
  const { item } = best;
  const variant = variantOf(item, context);
  const loose =
    products.length === 1
      ? items.filter(({ types: own }) => own.includes('offer') || own.includes('aggregateoffer'))
      : [];
  const offers = offersOf(variant, item, context);
  const allOffers = offers.length > 0 ? offers : loose;
  const candidates = allOffers.flatMap((offer, index) =>
    candidatesOfOffer(offer, extractor, `${extractor}:${variant.types[0] ?? 'product'}.offers[${index}]`, context),
  );
  const direct =
    allOffers.length > 0
      ? []
      : candidatesOfOffer(variant, extractor, `${extractor}:${variant.types[0] ?? 'product'}`, context);
  return {
    product: {
      extractor,
      item,
      variant,
      offers: allOffers,
      candidates: [...candidates, ...direct],
      matchesPage: best.rank >= 2,
    },
    peers,
    types,
  };
}

function isProduct(item: SchemaItem): boolean {
  return (
    item.types.some((type) => productTypes.has(type)) ||
    (item.properties.has('offers') &&
      !item.types.some((type) => /list|organization|store|website|breadcrumb/.test(type)))
  );
}

function productsOf(item: SchemaItem, depth: number): SchemaItem[] {
  if (isProduct(item)) return [item];
  if (depth > 3) return [];
  return ['mainentity', 'mainentityofpage', 'about', 'itemoffered', 'itemreviewed', 'product'].flatMap((property) =>
    itemsOf(item, property).flatMap((nested) => productsOf(nested, depth + 1)),
  );
}

function rankOf(item: SchemaItem, context: PageContext): number {
  let rank = 0;
  const name = textOf(item, 'name');
  if (addressMatches(item, context)) rank += 2;
  if (name !== undefined && isPageTitle(name, context)) rank += 2;
  if (item.properties.has('offers') || item.properties.has('hasvariant')) rank += 1.5;
  return rank;
}

function isPageTitle(name: string, context: PageContext): boolean {
  return [
    ...context.headings.slice(0, 3).map(({ text }) => text),
    context.documentTitle,
    context.meta.get('og:title') ?? '',
  ].some((title) => sameName(name, title));
}

function addressMatches(item: SchemaItem, context: PageContext): boolean {
  return ['url', '@id'].some((property) => {
    const path = pathOf(textOf(item, property));
    return path.length > 1 && path === pathOf(context.page.url);
  });
}

function pathOf(url: string | undefined): string {
  return (url ?? '')
    .replace(/^[a-z]+:\/\/[^/]+/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .toLowerCase();
}

/** Of several variants the one that the page's address names by its own address, its SKU or its id. */
function variantOf(item: SchemaItem, context: PageContext): SchemaItem {
  const variants = itemsOf(item, 'hasvariant');
  if (variants.length === 0) return item;
  return variants.find((variant) => namedByAddress(variant, context)) ?? item;
}

function namedByAddress(item: SchemaItem, context: PageContext): boolean {
  const offer = itemsOf(item, 'offers')[0];
  const addresses = [textOf(item, 'url'), offer && textOf(offer, 'url')];
  const query = context.path.split('?')[1] ?? '';
  for (const address of addresses) {
    const wanted = (address ?? '').toLowerCase().split('?')[1];
    if (wanted !== undefined && query !== '' && query.split('&').includes(wanted)) return true;
    if (wanted === undefined && address !== undefined && pathOf(address) === pathOf(context.page.url)) return true;
  }
  return ['sku', 'productid', 'mpn', 'gtin13', 'gtin'].some((property) => {
    const id = textOf(item, property)?.toLowerCase() ?? '';
    return id.length >= 4 && context.path.includes(id);
  });
}

/** Offers of the variant; of an unnamed variant among several, those of all. */
function offersOf(variant: SchemaItem, group: SchemaItem, context: PageContext): SchemaItem[] {
  const own = flatOffers(variant);
  const named =
    own.length > 1
      ? own.filter((offer) =>
          namedByAddress({ types: [], properties: new Map([...offer.properties, ['offers', [offer]]]) }, context),
        )
      : [];
  if (named.length > 0 && named.length < own.length) return named;
  if (own.length > 0) return own;
  return itemsOf(group, 'hasvariant').flatMap(flatOffers);
}

function flatOffers(item: SchemaItem): SchemaItem[] {
  return itemsOf(item, 'offers').flatMap((offer) => {
    const nested = itemsOf(offer, 'offers').filter(
      (inner) => inner.properties.has('price') || inner.properties.has('pricespecification'),
    );
    return offer.properties.has('lowprice') || offer.properties.has('price') || nested.length === 0 ? [offer] : nested;
  });
}
