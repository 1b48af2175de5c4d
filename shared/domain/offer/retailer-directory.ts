import type { Retailer } from '../extraction/retailer.ts';

/** The shops known by file, and the generic rules for every other host. */
export interface RetailerDirectory {
  byId(id: string): Retailer | undefined;
  /** The retailer whose hosts include the URL's, else the generic one. */
  forUrl(url: string): Retailer;
}

/** Whether a host is named by a pattern: exactly, or as a subdomain of `*.example.com`. */
function hostMatches(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) || host === pattern.slice(2) : host === pattern;
}

/** Exactly one of `retailers` must be without hosts: the generic one. */
export function retailerDirectory(retailers: readonly Retailer[]): RetailerDirectory {
  const byId = new Map(retailers.map((retailer) => [retailer.id, retailer]));
  const generic = retailers.find((retailer) => retailer.hosts.length === 0);
  if (!generic) throw new Error('no generic retailer');
  return {
    byId: (id) => byId.get(id),
    forUrl: (url) => {
      const host = new URL(url).hostname;
      return retailers.find(({ hosts }) => hosts.some((pattern) => hostMatches(pattern, host))) ?? generic;
    },
  };
}
