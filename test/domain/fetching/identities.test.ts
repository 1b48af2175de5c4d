import { describe, expect, it } from 'vitest';
import { type Identity, identities, pickIdentity, userAgent } from '../../../shared/domain/fetching/identities.ts';
import { identityHeaders } from '../../../shared/domain/fetching/identity-headers.ts';

function headersOf(identity: Identity, locale?: string): Map<string, string> {
  const flat = identityHeaders(identity, locale);
  return new Map(
    Array.from({ length: flat.length / 2 }, (_, index) => [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']),
  );
}

const desktopChrome = (version: number): Identity => ({
  browser: 'chrome',
  version,
  system: 'windows',
  viewport: { width: 1, height: 1 },
});

describe('the pool of identities', () => {
  it('holds at least ten different user agents', () => {
    expect(new Set(identities.map(userAgent)).size).toBeGreaterThanOrEqual(10);
  });

  it('gives each of them, and never the one to avoid', () => {
    const steps = identities.map((_, index) => index / identities.length);
    expect(new Set(steps.map((fraction) => pickIdentity(fraction)))).toEqual(new Set(identities));
    for (const avoid of identities) {
      for (const fraction of [...steps, 0.999_999]) expect(pickIdentity(fraction, avoid)).not.toBe(avoid);
    }
  });
});

describe.each(identities.map((identity) => ({ name: userAgent(identity), identity })))('$name', ({ identity }) => {
  const headers = headersOf(identity, 'de-DE');
  const isChromium = identity.browser === 'chrome' || identity.browser === 'edge';

  it('sends client hints exactly if it is a Chromium, and they agree with its user agent', () => {
    expect([...headers.keys()].filter((name) => name.startsWith('sec-ch-ua'))).toHaveLength(isChromium ? 3 : 0);
    if (!isChromium) return;
    expect(headers.get('sec-ch-ua')).toContain(`"Chromium";v="${identity.version}"`);
    expect(headers.get('User-Agent')).toContain(`Chrome/${identity.version}.`);
    expect(headers.get('sec-ch-ua')?.includes('Microsoft Edge')).toBe(headers.get('User-Agent')?.includes('Edg/'));
    expect(headers.get('sec-ch-ua-mobile')).toBe(headers.get('User-Agent')?.includes('Mobile') ? '?1' : '?0');
    const platform = { windows: 'Windows NT', mac: 'Macintosh', linux: 'X11; Linux', android: 'Android' };
    expect(headers.get('User-Agent')).toContain(Object.entries(platform).find(([key]) => key === identity.system)?.[1]);
  });

  it('accepts pages in the retailer’s language and in encodings that can be decoded', () => {
    expect(headers.get('Accept')).toMatch(/^text\/html,/);
    expect(headers.get('Accept-Language')).toMatch(/^de-DE,de;q=0\.[5-9]/);
    const encodings = headers.get('Accept-Encoding')?.split(', ') ?? [];
    expect(['gzip', 'deflate', 'br', 'zstd']).toEqual(expect.arrayContaining(encodings));
  });
});

it('words the brand list as Chromium does', () => {
  expect(headersOf(desktopChrome(131)).get('sec-ch-ua')).toBe(
    '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"',
  );
  expect(headersOf(desktopChrome(124)).get('sec-ch-ua')).toBe(
    '"Chromium";v="124", "Google Chrome";v="124", "Not-A.Brand";v="99"',
  );
});

it.each([
  ['chrome', 'en-US', 'en-US,en;q=0.9'],
  ['chrome', 'de-DE', 'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7'],
  ['chrome', 'fr', 'fr,en-US;q=0.9,en;q=0.8'],
  ['firefox', 'en-GB', 'en-GB,en;q=0.5'],
  ['firefox', 'fr', 'fr,en-US;q=0.7,en;q=0.3'],
  ['safari', 'it-IT', 'it-IT,it;q=0.9'],
] as const)('%s asks for %s as %s', (browser, locale, expected) => {
  const identity: Identity = { ...desktopChrome(147), browser, system: 'mac' };
  expect(headersOf(identity, locale).get('Accept-Language')).toBe(expected);
});
