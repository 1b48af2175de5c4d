import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Settings } from '../../shared/runtime/settings.ts';

/** The operator's shop files. @throws ConfigError as loadRetailers */
export async function ownRetailers({ retailers }: Pick<Settings, 'retailers'>): Promise<readonly Retailer[]> {
  if (retailers === 'none') return [];
  // Checking retailer files takes a compiler of selectors, which nothing else at a start needs.
  const { loadRetailers } = await import('../../shared/adapters/load-retailers.ts');
  return loadRetailers(retailers);
}
