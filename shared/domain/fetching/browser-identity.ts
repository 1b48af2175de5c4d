import { type Identity, identities, pickIdentity, userAgent } from './identities.ts';
import { identityHeaders } from './identity-headers.ts';

/** What a Chromium has to be told so that headers and scripts see the same browser. */
export interface BrowserIdentity {
  readonly userAgent: string;
  /** Languages by preference, without weights: `de-DE,de,en-US,en`. */
  readonly acceptLanguage: string;
  /** As `navigator.platform` says it. */
  readonly platform: string;
  readonly viewport: Identity['viewport'];
  readonly locale: string;
  /** The client hints, as in https://wicg.github.io/ua-client-hints/. */
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly hintPlatform: string;
}

const navigatorPlatforms: Partial<Record<Identity['system'], string>> = {
  windows: 'Win32',
  mac: 'MacIntel',
  linux: 'Linux x86_64',
};

/**
 * One of the desktop Chromes of the pool, with the version the browser really has: what its scripts can do would
 * contradict any other. `fraction` is a random number in [0, 1).
 */
export function browserIdentity(fraction: number, version: number, locale = 'en-US'): BrowserIdentity {
  const picked = pickIdentity(fraction, undefined, identities.filter(isDesktopChrome));
  const identity = { ...picked, version };
  const headers = identityHeaders(identity, locale);
  const header = (name: string) => headers[headers.indexOf(name) + 1] ?? '';
  return {
    userAgent: userAgent(identity),
    acceptLanguage: header('Accept-Language').replace(/;q=[\d.]+/g, ''),
    platform: navigatorPlatforms[identity.system] ?? '',
    viewport: identity.viewport,
    locale,
    brands: [...header('sec-ch-ua').matchAll(/"([^"]*)";v="([^"]*)"/g)].map(([, brand = '', of = '']) => ({
      brand,
      version: of,
    })),
    hintPlatform: header('sec-ch-ua-platform').replaceAll('"', ''),
  };
}

const isDesktopChrome = ({ browser, system }: Identity) => browser === 'chrome' && system in navigatorPlatforms;
