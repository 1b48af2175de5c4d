import { foldName, wordsOf } from '../text/words-of.ts';

/** Indexed for each deal, so that any filter finds few documents that it then leaves out. */
const mostTokens = 40;
const mostCategories = 4;

interface Names {
  readonly title: string;
  readonly brand?: string | undefined;
  readonly category?: string | undefined;
  readonly retailerId: string;
  readonly kind: string;
}

/** What is asked of names; each is compared folded. */
export interface NameFilter {
  readonly text?: string | undefined;
  readonly brand?: string | undefined;
  readonly category?: string | undefined;
  readonly retailer?: string | undefined;
  readonly kind?: string | undefined;
}

/** Shops write the way to a category: Home > Audio > Headphones. */
const categoriesOf = (category = ''): string[] =>
  [...new Set(category.split(/[>›»/|]/).map(foldName))].filter((name) => name !== '');

/** Every combination of kind, retailer and brand as one token, so that together they need no reading beyond the page. */
const facetToken = (kind = '', retailer = '', brand = ''): string => `is ${kind} ${retailer} ${foldName(brand)}`;

/** The tokens a deal is found by: its facets, its categories, and as many words of its title as there is room for. */
export function dealTokens({ title, brand, category, retailerId, kind }: Names): string[] {
  const facets = [undefined, kind].flatMap((k) =>
    [undefined, retailerId].flatMap((r) => [undefined, brand].map((b) => facetToken(k, r, b))),
  );
  const tokens = [
    ...facets.filter((token) => token !== facetToken()),
    ...categoriesOf(category).slice(-mostCategories).map(categoryToken),
    ...wordsOf(`${title} ${brand ?? ''}`).map(wordToken),
  ];
  return [...new Set(tokens)].slice(0, mostTokens);
}

const categoryToken = (name: string) => `in ${name}`;
const wordToken = (word: string) => `word ${word}`;

/** The one token by which a filter's deals are looked up, its most selective; undefined where it names nothing. */
export function tokenOf({ text = '', brand, category, retailer, kind }: NameFilter): string | undefined {
  // The longest word of a search is likely its rarest.
  const [word] = wordsOf(text).toSorted((a, b) => b.length - a.length);
  if (word) return wordToken(word);
  if (category !== undefined) return categoryToken(foldName(category));
  const facets = facetToken(kind, retailer, brand);
  return facets === facetToken() ? undefined : facets;
}

/** Whether a deal is what a filter names, whatever token it was looked up by. */
export function namesMatch(filter: NameFilter, deal: Names): boolean {
  const { text, brand, category, retailer, kind } = filter;
  if (retailer !== undefined && retailer !== deal.retailerId) return false;
  if (kind !== undefined && kind !== deal.kind) return false;
  if (brand !== undefined && foldName(brand) !== foldName(deal.brand ?? '')) return false;
  if (category !== undefined && !categoriesOf(deal.category).includes(foldName(category))) return false;
  if (text === undefined) return true;
  const words = new Set(wordsOf(`${deal.title} ${deal.brand ?? ''}`));
  return wordsOf(text).every((word) => words.has(word));
}
