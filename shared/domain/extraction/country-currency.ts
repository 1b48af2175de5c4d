/** Currencies by country (ISO 3166-1 alpha-2, in lower case), as their shops price. */
const countriesByCurrency: Readonly<Record<string, string>> = {
  EUR: 'at be cy de ee es fi fr gr hr ie it lt lu lv mt nl pt si sk ad mc sm me xk bg',
  USD: 'us pr ec sv pa gu',
  GBP: 'gb uk',
  CHF: 'ch li',
  CZK: 'cz',
  PLN: 'pl',
  HUF: 'hu',
  RON: 'ro',
  SEK: 'se',
  DKK: 'dk',
  NOK: 'no',
  ISK: 'is',
  RSD: 'rs',
  BAM: 'ba',
  MKD: 'mk',
  ALL: 'al',
  TRY: 'tr',
  UAH: 'ua',
  RUB: 'ru',
  BYN: 'by',
  KZT: 'kz',
  UZS: 'uz',
  GEL: 'ge',
  AMD: 'am',
  AZN: 'az',
  MDL: 'md',
  JPY: 'jp',
  CNY: 'cn',
  KRW: 'kr',
  TWD: 'tw',
  HKD: 'hk',
  SGD: 'sg',
  MYR: 'my',
  THB: 'th',
  VND: 'vn',
  PHP: 'ph',
  IDR: 'id',
  INR: 'in',
  PKR: 'pk',
  BDT: 'bd',
  LKR: 'lk',
  NPR: 'np',
  AUD: 'au',
  NZD: 'nz',
  CAD: 'ca',
  MXN: 'mx',
  BRL: 'br',
  ARS: 'ar',
  CLP: 'cl',
  COP: 'co',
  PEN: 'pe',
  UYU: 'uy',
  PYG: 'py',
  BOB: 'bo',
  CRC: 'cr',
  GTQ: 'gt',
  DOP: 'do',
  ZAR: 'za',
  NGN: 'ng',
  KES: 'ke',
  GHS: 'gh',
  EGP: 'eg',
  MAD: 'ma',
  TND: 'tn',
  DZD: 'dz',
  AED: 'ae',
  SAR: 'sa',
  QAR: 'qa',
  KWD: 'kw',
  BHD: 'bh',
  OMR: 'om',
  JOD: 'jo',
  LBP: 'lb',
  ILS: 'il',
};

const byCountry: ReadonlyMap<string, string> = new Map(
  Object.entries(countriesByCurrency).flatMap(([currency, countries]) =>
    countries.split(' ').map((country): [string, string] => [country, currency]),
  ),
);

/** Country domains that are sold to anybody, and so say nothing of a country. */
const worldwide: ReadonlySet<string> = new Set([
  'co',
  'io',
  'me',
  'tv',
  'ai',
  'ly',
  'to',
  'cc',
  'sh',
  'gg',
  'fm',
  'am',
  'is',
  'it.com',
  'store',
  'shop',
]);

/** ISO 4217 code by country code in any case; undefined for countries not listed. */
export function currencyOfCountry(country: string | undefined): string | undefined {
  return country === undefined ? undefined : byCountry.get(country.toLowerCase());
}

/** The country (lower case) that a host name's last label stands for; `.com`, `.co` and their like name none. */
function countryOfHost(host: string): string | undefined {
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (last.length !== 2 || !byCountry.has(last)) return undefined;
  return worldwide.has(last) && labels.length < 3 ? undefined : last === 'uk' ? 'gb' : last;
}

/** The country that an address names in its host or, as many worldwide shops do, first in its path (`/ie/en/`, `/en-gb/`). */
export function countryOfAddress(host: string, path: string): string | undefined {
  const byHost = countryOfHost(host);
  if (byHost !== undefined) return byHost;
  const segment = /^\/(?:([a-z]{2})\/[a-z]{2}(?:\/|$)|[a-z]{2}[-_]([a-z]{2})(?:\/|$)|([a-z]{2})(?:\/|$))/.exec(path);
  const named = segment?.[1] ?? segment?.[2];
  if (named !== undefined && byCountry.has(named)) return named === 'uk' ? 'gb' : named;
  const alone = segment?.[3];
  return alone !== undefined &&
    alone !== 'en' &&
    /^(gb|uk|us|ie|au|nz|at|ch|be|nl|dk|se|fi|jp|kr|cz|gr|za|in)$/.test(alone)
    ? alone === 'uk'
      ? 'gb'
      : alone
    : undefined;
}
