import type { Retailer } from '../extraction/retailer.ts';

/** The operator's shops before the others, in whose place they come where the id is the same. */
export function withOwnRetailers(own: readonly Retailer[], others: readonly Retailer[]): readonly Retailer[] {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...others.filter(({ id }) => !ids.has(id))];
}
