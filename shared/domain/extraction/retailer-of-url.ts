import type { Retailer } from './retailer.ts';

/** The shop whose file names the address's host, else the one file without hosts (`generic`); undefined where none is. */
export function retailerOfUrl(url: string, retailers: readonly Retailer[]): Retailer | undefined {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
  return (
    retailers.find(({ hosts }) => hosts.some((pattern) => hostMatches(host, pattern))) ??
    retailers.find(({ hosts }) => hosts.length === 0)
  );
}

function hostMatches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
