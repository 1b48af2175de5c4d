import type { Candidate, Extractor } from './candidate.ts';
import type { PageContext } from './page-context.ts';
import { normalisedName } from './same-name.ts';
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
  readonly items: readonly SchemaItem[];
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
  if (best === undefined) return { items, peers: 0, types };
  const rivals = ranked.filter(({ rank }) => rank > best.rank - 1);
  const variants = rivals
    .filter(({ item }) => textOf(item, 'name') === textOf(best.item, 'name'))
    .map(({ item }) => item);
  const peers = rivals.length - variants.length + 1;
  const { item } = best;
  const named = namedVariant(variants, context);
  const variant = named ?? item;
  const loose =
    products.length === 1
      ? items.filter(({ types: own }) => own.includes('offer') || own.includes('aggregateoffer'))
      : [];
  const offers = offersOf(named === undefined ? variants : [named], context);
  const allOffers = offers.length > 0 ? offers : loose;
  const matchesPage = best.rank >= 2;
  const isOne = peers === 1 || matchesPage;
  const read = allOffers.flatMap((offer, index) =>
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
      candidates: isOne ? onlyUsedAsCurrent([...read, ...direct]) : [],
      matchesPage,
    },
    items,
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

/** The page's titles hold the whole name; a heading may also be the greater part of a longer name. */
function isPageTitle(name: string, context: PageContext): boolean {
  const wanted = normalisedName(name);
  if (wanted.length < 3) return false;
  const headings = context.headings.slice(0, 5).map(({ text }) => text);
  return [...headings, context.documentTitle, context.meta.get('og:title') ?? '']
    .map(normalisedName)
    .some(
      (title) =>
        title.includes(wanted) || (title.length >= 4 && title.length > wanted.length * 0.5 && wanted.includes(title)),
    );
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
function namedVariant(sameName: readonly SchemaItem[], context: PageContext): SchemaItem | undefined {
  const variants = [
    ...sameName.flatMap((each) => itemsOf(each, 'hasvariant')),
    ...(sameName.length > 1 ? sameName : []),
  ];
  const named = variants.filter((variant) => namedByAddress(variant, context));
  return named.length === 1 ? named[0] : undefined;
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

/** The offers of these products; of several, those that the page's address names. */
function offersOf(products: readonly SchemaItem[], context: PageContext): SchemaItem[] {
  const all = products.flatMap((product) => {
    const offers = flatOffers(product);
    return offers.length > 0 ? offers : itemsOf(product, 'hasvariant').flatMap(flatOffers);
  });
  const named = all.filter((offer) => namedByAddress(offer, context));
  return named.length > 0 && named.length < all.length ? named : all;
}

function flatOffers(item: SchemaItem): SchemaItem[] {
  return itemsOf(item, 'offers').flatMap((offer) => {
    const nested = itemsOf(offer, 'offers').filter(
      (inner) => inner.properties.has('price') || inner.properties.has('pricespecification'),
    );
    return offer.properties.has('lowprice') || offer.properties.has('price') || nested.length === 0 ? [offer] : nested;
  });
}

/** Where everything on offer is used, the used price is the price. */
function onlyUsedAsCurrent(candidates: readonly Candidate[]): Candidate[] {
  const onlyUsed = candidates.some(({ role }) => role === 'used') && !candidates.some(({ role }) => role === 'current');
  return candidates.map((candidate) =>
    onlyUsed && candidate.role === 'used' ? { ...candidate, role: 'current' } : candidate,
  );
}
