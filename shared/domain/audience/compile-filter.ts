import * as z from 'zod';
import { money } from '../money/money.ts';
import { foldName, wordsOf } from '../text/words-of.ts';
import type { DealFilter } from './deal-filter.ts';

/** A filter ready to be compared: names folded, keywords split, clauses that exclude nothing left out. */
export const compiledFilter = z.object({
  /** Each the words of one keyword, separated by a space. */
  phrases: z.array(z.string()).optional(),
  brands: z.array(z.string()).optional(),
  categories: z.array(z.string()).optional(),
  retailerIds: z.array(z.string()).optional(),
  kind: z.enum(['deal', 'glitch']).optional(),
  /** 0 where any discount will do. */
  minDiscount: z.number(),
  maxPrice: money.optional(),
});
export type CompiledFilter = Readonly<z.infer<typeof compiledFilter>>;

export function compileFilter(filter: DealFilter): CompiledFilter {
  const { keywords, brands, categories, retailerIds, kinds, minDiscount = 0, maxPrice } = filter;
  const [kind, ...otherKinds] = new Set(kinds);
  return {
    ...given('phrases', keywords?.map(foldName)),
    ...given('brands', brands?.map(foldName)),
    ...given('categories', categories?.map(foldName)),
    ...given('retailerIds', retailerIds),
    ...(kind && otherKinds.length === 0 ? { kind } : {}),
    minDiscount,
    ...(maxPrice ? { maxPrice } : {}),
  };
}

/** A clause of names, each once; a name of nothing but punctuation names nothing. */
function given<N extends string>(name: N, values: readonly string[] | undefined): { readonly [K in N]?: string[] } {
  const distinct = [...new Set(values)].filter((value) => value !== '');
  // What Object with a computed key is, which its type does not say.
  return distinct.length > 0 ? ({ [name]: distinct } as { [K in N]: string[] }) : {};
}

/**
 * The terms under which a filter is kept, at least one of which every deal it passes has: the names of its most
 * selective clause.
 */
export function anchorsOf(filter: CompiledFilter): readonly string[] {
  const { phrases, brands, categories, retailerIds, kind } = filter;
  if (phrases) return [...new Set(phrases.map((phrase) => term.word(longestWord(phrase))))];
  if (brands) return brands.map(term.brand);
  if (categories) return categories.map(term.category);
  if (retailerIds) return retailerIds.map(term.retailer);
  return [kind ? term.kind(kind) : term.any];
}

/** What a deal can be looked up by. */
export const term = {
  word: (word: string) => `word ${word}`,
  brand: (brand: string) => `brand ${brand}`,
  category: (category: string) => `category ${category}`,
  retailer: (retailerId: string) => `retailer ${retailerId}`,
  kind: (kind: string) => `kind ${kind}`,
  any: 'any',
} as const;

/** The longest word of a phrase is likely its rarest. */
function longestWord(phrase: string): string {
  return phrase.split(' ').reduce((longest, word) => (word.length > longest.length ? word : longest));
}

/** The words a title is found by; what stands behind so many is not searched. */
export function titleWords(title: string): string[] {
  return wordsOf(title).slice(0, 80);
}
