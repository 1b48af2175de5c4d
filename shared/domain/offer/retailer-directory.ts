import type { Retailer } from '../extraction/retailer.ts';
import { retailerOfUrl } from '../extraction/retailer-of-url.ts';

/** The shops known by file, and the generic rules for every other host. */
export interface RetailerDirectory {
  byId(id: string): Retailer | undefined;
  /** The retailer whose hosts include the URL's, else the generic one. */
  forUrl(url: string): Retailer;
}

/** Exactly one of `retailers` must be without hosts: the generic one. */
export function retailerDirectory(retailers: readonly Retailer[]): RetailerDirectory {
  const byId = new Map(retailers.map((retailer) => [retailer.id, retailer]));
  const generic = retailers.find((retailer) => retailer.hosts.length === 0);
  if (!generic) throw new Error('no generic retailer');
  return {
    byId: (id) => byId.get(id),
    forUrl: (url) => retailerOfUrl(url, retailers) ?? generic,
  };
}
