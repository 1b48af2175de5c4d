import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Settings } from '../../shared/runtime/settings.ts';

/** The operator's shop files. @throws ConfigError as loadRetailers */
export async function ownRetailers({ retailers }: Pick<Settings, 'retailers'>): Promise<readonly Retailer[]> {
  if (retailers === 'none') return [];
  // Checking retailer files takes a compiler of selectors, which nothing else at a start needs.
  const { loadRetailers } = await import('./load-retailers.ts');
  return loadRetailers(retailers);
}

/** The operator's shops before the others, in whose place they come where the id is the same. */
export function withOwnRetailers(own: readonly Retailer[], others: readonly Retailer[]): readonly Retailer[] {
  const ids = new Set(own.map(({ id }) => id));
  return [...own, ...others.filter(({ id }) => !ids.has(id))];
}
