import type { HostMap } from '../fetching/target.ts';
import { stableId } from '../identity/stable-id.ts';

/** Query parameters that say where a visitor came from, never which product is shown. */
const trackingParameter =
  /^(utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|ref_?|tag|_encoding|psc|smid|spm|igshid|yclid|dclid)$/i;

/** What is wrong with a URL given to watch, or its canonical form. */
type OfferUrl = { readonly type: 'ok'; readonly url: string } | { readonly type: 'invalid'; readonly reason: string };

/** Canonical form, so that one page watched twice is one offer: https-or-http, no fragment, no tracking parameters. */
export function canonicalOfferUrl(text: string): OfferUrl {
  const url = URL.parse(text.trim());
  if (!url) return { type: 'invalid', reason: 'is not a URL' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { type: 'invalid', reason: `has the scheme ${url.protocol.slice(0, -1)}; allowed are https and http` };
  }
  if (url.username || url.password) return { type: 'invalid', reason: 'carries a user name or password' };
  url.hash = '';
  for (const name of [...url.searchParams.keys()]) {
    if (trackingParameter.test(name)) url.searchParams.delete(name);
  }
  // Counted as it is kept and sent: encoding makes a character of the input up to twelve.
  if (url.href.length > 2_000) return { type: 'invalid', reason: 'is longer than 2,000 characters' };
  return { type: 'ok', url: url.href };
}

/**
 * Names the offer at a canonical URL. A host that the operator named is one shop whatever port it is reached at, so that
 * a local shop may move to another port.
 */
export function offerIdOf(url: string, namedHosts: HostMap = {}): string {
  const parsed = new URL(url);
  if (Object.hasOwn(namedHosts, parsed.hostname)) parsed.port = '';
  return stableId('offer', parsed.href);
}
