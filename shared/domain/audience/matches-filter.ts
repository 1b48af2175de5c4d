import type { CompiledFilter } from './compile-filter.ts';
import type { DealFacts } from './deal-facts.ts';

/** Whether a deal is what a filter asks for. Prices are compared in one currency only; in another, no match. */
export function matchesFilter(filter: CompiledFilter, facts: DealFacts): boolean {
  const { phrases, brands, categories, retailerIds, kind, minDiscount, maxPrice } = filter;
  return (
    facts.discount >= minDiscount &&
    (!kind || kind === facts.kind) &&
    (!maxPrice || (maxPrice.currency === facts.price.currency && facts.price.minor <= maxPrice.minor)) &&
    (!retailerIds || retailerIds.includes(facts.retailerId)) &&
    (!brands || (facts.brand !== null && brands.includes(facts.brand))) &&
    (!categories || categories.some((category) => facts.categories.includes(category))) &&
    (!phrases || phrases.some((phrase) => phrase.split(' ').every((word) => facts.words.has(word))))
  );
}
