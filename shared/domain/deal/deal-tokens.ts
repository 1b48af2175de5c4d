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

/** Whether a deal is what a filter names, whatever token it was looked up by; the filter's names are folded once. */
export function nameMatcher(
  filter: NameFilter,
): (deal: Names & { readonly tokens?: readonly string[] | undefined }) => boolean {
  const { retailer, kind } = filter;
  const brand = filter.brand === undefined ? undefined : foldName(filter.brand);
  const category = filter.category === undefined ? undefined : foldName(filter.category);
  const words = wordsOf(filter.text ?? '');
  return (deal) =>
    (retailer === undefined || retailer === deal.retailerId) &&
    (kind === undefined || kind === deal.kind) &&
    (brand === undefined || brand === foldName(deal.brand ?? '')) &&
    (category === undefined || categoriesOf(deal.category).includes(category)) &&
    (filter.text === undefined || hasWords(deal, words));
}

function hasWords(
  { title, brand, tokens }: Names & { readonly tokens?: readonly string[] | undefined },
  words: readonly string[],
) {
  // With room left, the tokens hold every word: no need to fold the title again.
  if (tokens && tokens.length < mostTokens) return words.every((word) => tokens.includes(wordToken(word)));
  const own = new Set(wordsOf(`${title} ${brand ?? ''}`));
  return words.every((word) => own.has(word));
}
