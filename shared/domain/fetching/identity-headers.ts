import { type Identity, userAgent } from './identities.ts';

/**
 * The headers with which a browser opens a page from its address bar, as a flat list of names and values in the order
 * that browser sends them (Host and Connection come before, Cookie and validators after).
 */
export function identityHeaders(identity: Identity, locale = 'en-US'): readonly string[] {
  const accepted = acceptLanguage(identity.browser, locale);
  switch (identity.browser) {
    case 'chrome':
    case 'edge':
      return [
        ...clientHints(identity),
        ...['Upgrade-Insecure-Requests', '1'],
        ...['User-Agent', userAgent(identity)],
        ...['Accept', chromiumAccept],
        ...[
          'Sec-Fetch-Site',
          'none',
          'Sec-Fetch-Mode',
          'navigate',
          'Sec-Fetch-User',
          '?1',
          'Sec-Fetch-Dest',
          'document',
        ],
        ...['Accept-Encoding', 'gzip, deflate, br, zstd'],
        ...['Accept-Language', accepted],
      ];
    case 'firefox':
      return [
        ...['User-Agent', userAgent(identity)],
        ...['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
        ...['Accept-Language', accepted],
        ...['Accept-Encoding', 'gzip, deflate, br, zstd'],
        ...['Upgrade-Insecure-Requests', '1'],
        ...[
          'Sec-Fetch-Dest',
          'document',
          'Sec-Fetch-Mode',
          'navigate',
          'Sec-Fetch-Site',
          'none',
          'Sec-Fetch-User',
          '?1',
        ],
        ...['Priority', 'u=0, i'],
      ];
    case 'safari':
      return [
        ...['Sec-Fetch-Dest', 'document'],
        ...['User-Agent', userAgent(identity)],
        ...['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
        ...['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate'],
        ...['Accept-Language', accepted],
        ...['Priority', 'u=0, i'],
        ...['Accept-Encoding', 'gzip, deflate, br'],
      ];
  }
}

const chromiumAccept =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';

const hintPlatforms = {
  windows: 'Windows',
  mac: 'macOS',
  linux: 'Linux',
  android: 'Android',
  iphone: 'iOS',
  ipad: 'iOS',
};

function clientHints({ browser, version, system }: Identity): string[] {
  const name = browser === 'edge' ? 'Microsoft Edge' : 'Google Chrome';
  return [
    ...['sec-ch-ua', brandList(name, version)],
    ...['sec-ch-ua-mobile', system === 'android' ? '?1' : '?0'],
    ...['sec-ch-ua-platform', `"${hintPlatforms[system]}"`],
  ];
}

const greaseCharacters = [' ', '(', ':', '-', '.', '/', ')', ';', '=', '?', '_'];
const greaseVersions = ['8', '99', '24'];
/** Places of the invented brand, Chromium, and the product, for each remainder of the version by six. */
const brandOrders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** Chromium's brand list: its order and invented brand follow from the version (Chromium, user_agent_utils.cc). */
function brandList(name: string, version: number): string {
  const character = (offset: number) => greaseCharacters[(version + offset) % greaseCharacters.length] ?? ' ';
  const brands = [
    `"Not${character(0)}A${character(1)}Brand";v="${greaseVersions[version % greaseVersions.length] ?? '99'}"`,
    `"Chromium";v="${version}"`,
    `"${name}";v="${version}"`,
  ];
  const order = brandOrders[version % brandOrders.length] ?? [];
  const listed: string[] = [];
  for (const [index, brand] of brands.entries()) listed[order[index] ?? index] = brand;
  return listed.join(', ');
}

/** A locale as each browser words it: its language follows, then English, with the browser's own weights. */
function acceptLanguage(browser: Identity['browser'], locale: string): string {
  const base = locale.split('-')[0] ?? locale;
  const wanted = [...new Set(base === 'en' ? [locale, 'en'] : [locale, base, 'en-US', 'en'])];
  if (browser === 'safari') return weighted(wanted.slice(0, 2), () => 0.9);
  if (browser === 'firefox') return weighted(wanted, (index, count) => 1 - index / count);
  return weighted(wanted, (index) => 1 - index / 10);
}

function weighted(tags: readonly string[], weight: (index: number, count: number) => number): string {
  return tags
    .map((tag, index) => (index === 0 ? tag : `${tag};q=${Number(weight(index, tags.length).toFixed(1))}`))
    .join(',');
}
