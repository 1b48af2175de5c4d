import type { Retailer } from '../extraction/retailer.ts';

/**
 * Who is behind a URL, for everything that is kept by shop (pacing, circuit breaker, blindness, shop watch): the
 * retailer, or for pages read by the generic rules the single host.
 */
export function shopIdOf(retailer: Retailer, url: string): string {
  return retailer.hosts.length > 0 ? retailer.id : `${retailer.id}~${new URL(url).hostname}`;
}
