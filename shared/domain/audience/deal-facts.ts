import type { Deal } from '../../documents/deal.ts';
import type { Money } from '../money/money.ts';
import { foldName } from '../text/words-of.ts';
import { term, titleWords } from './compile-filter.ts';

/** A deal as filters see it: its names folded as theirs are. */
export interface DealFacts {
  readonly words: ReadonlySet<string>;
  readonly brand: string | null;
  readonly categories: readonly string[];
  readonly retailerId: string;
  readonly kind: Deal['kind'];
  readonly discount: number;
  readonly price: Money;
}

export function factsOf(deal: Deal): DealFacts {
  const { title, brand, category, retailerId, kind, discount, price } = deal;
  return {
    words: new Set(titleWords(title)),
    brand: (brand && foldName(brand)) || null,
    // Shops write the way to a category: Home > Audio > Headphones.
    categories: [...new Set((category ?? '').split(/[>›»/|]/).map(foldName))].filter((name) => name !== ''),
    retailerId,
    kind,
    discount,
    price,
  };
}

/** Every term under which a filter that this deal passes may be kept. */
export function termsOf(facts: DealFacts): string[] {
  return [
    ...[...facts.words].map(term.word),
    ...(facts.brand ? [term.brand(facts.brand)] : []),
    ...facts.categories.map(term.category),
    term.retailer(facts.retailerId),
    term.kind(facts.kind),
    term.any,
  ];
}
