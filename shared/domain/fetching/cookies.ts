export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Sent to subdomains too. */
  readonly subdomains: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Undefined: until the session ends. */
  readonly expiresAtMs?: number;
}

const mostCookies = 50;
const longestCookie = 4_096;

/**
 * The cookies of a session after an answer, by RFC 6265 section 5.3: a newer cookie of the same name, domain and path
 * replaces the older, an expired one removes it, one for a foreign domain is ignored. At most 50 are kept, the newest.
 */
export function storeCookies(
  cookies: readonly Cookie[],
  setCookie: readonly string[],
  url: URL,
  nowMs: number,
): readonly Cookie[] {
  let kept = cookies;
  for (const header of setCookie) {
    const cookie = parseCookie(header, url, nowMs);
    if (cookie === undefined) continue;
    const others = kept.filter((each) => !isSame(each, cookie));
    kept = isExpired(cookie, nowMs) ? others : [...others, cookie].slice(-mostCookies);
  }
  return kept;
}

/** The Cookie header for a URL, the longest path first; undefined where no cookie fits. */
export function cookieHeader(cookies: readonly Cookie[], url: URL, nowMs: number): string | undefined {
  if (cookies.length === 0) return undefined;
  const fitting = cookies.filter((cookie) => fits(cookie, url) && !isExpired(cookie, nowMs));
  if (fitting.length === 0) return undefined;
  const ordered = fitting.toSorted((a, b) => b.path.length - a.path.length);
  return ordered.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function parseCookie(header: string, url: URL, nowMs: number): Cookie | undefined {
  // Other characters than visible ASCII could not be sent back in a header.
  if (header.length > longestCookie || /[^\x20-\x7e\t]/.test(header)) return undefined;
  const [pair = '', ...attributeTexts] = header.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(equals, 0)).trim();
  if (name === '') return undefined;
  const attributes = new Map(attributeTexts.map(attribute));
  const named = attributes.get('domain')?.replace(/^\./, '').toLowerCase() ?? '';
  if (named !== '' && !isWithin(url.hostname, named)) return undefined;
  const path = attributes.get('path') ?? '';
  const expiresAtMs = expiry(attributes, nowMs);
  return {
    name,
    value: pair.slice(equals + 1).trim(),
    domain: named === '' ? url.hostname : named,
    subdomains: named !== '',
    path: path.startsWith('/') ? path : defaultPath(url.pathname),
    secure: attributes.has('secure'),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

function attribute(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 0) return [text.trim().toLowerCase(), ''];
  return [text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim()];
}

function expiry(attributes: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const maxAge = attributes.get('max-age');
  if (maxAge !== undefined && /^-?\d{1,12}$/.test(maxAge)) return nowMs + Number(maxAge) * 1_000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? undefined : expires;
}

function defaultPath(pathname: string): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}

/** A domain without a dot inside is a top-level one: a cookie for it would go to everybody. */
function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || (domain.includes('.') && hostname.endsWith(`.${domain}`));
}

function fits(cookie: Cookie, url: URL): boolean {
  if (cookie.secure && url.protocol !== 'https:') return false;
  const { pathname } = url;
  const below = pathname === cookie.path || pathname.startsWith(cookie.path.replace(/\/?$/, '/'));
  return below && (cookie.subdomains ? isWithin(url.hostname, cookie.domain) : url.hostname === cookie.domain);
}

function isSame(a: Cookie, b: Cookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.path === b.path;
}

function isExpired(cookie: Cookie, nowMs: number): boolean {
  return cookie.expiresAtMs !== undefined && cookie.expiresAtMs <= nowMs;
}
