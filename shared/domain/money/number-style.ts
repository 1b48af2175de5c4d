import { currencyDecimals } from './currencies.ts';
import type { NumberMeaning } from './read-number.ts';

type Separator = '.' | ',';
type OpenNumber = Extract<NumberMeaning, { kind: 'open' }>;

/** What is known about how numbers are written around a price. */
export interface NumberEvidence {
  readonly decimalSeparatorHint?: Separator | undefined;
  /** Decimal separator that other prices of the page show. */
  readonly siblingSeparator?: Separator | undefined;
  readonly locale?: string | undefined;
  /** The currency, or those that it may be; empty where nothing names one. */
  readonly currencies: readonly string[];
  readonly previousAmount?: number | undefined;
}

export interface NumberDecision {
  /** null where both readings remain plausible. */
  readonly value: number | null;
  /** Nothing contradicts the value, and nothing confirms it either. */
  readonly assumed: boolean;
}

/** Currencies whose home writes the comma before decimals (CLDR), the euro included. */
const commaCurrencies = new Set(
  (
    'EUR EEK LTL LVL SIT SKK PLN CZK HUF RON BGN HRK RSD MKD BAM ALL DKK NOK SEK ISK RUB UAH BYN KZT GEL AMD AZN MDL KGS UZS TRY ' +
    'BRL ARS CLP COP UYU PYG BOB VES VND IDR MZN AOA XOF XAF MAD DZD TND CVE'
  ).split(' '),
);
/** Fractions of these are not in use, whatever ISO 4217 lists. */
const undividedInPractice = new Set('HUF IDR IQD LAK IRR COP CLP LBP SYP MMK MNT UZS KHR AMD CRC TZS RSD'.split(' '));

/** A price's ratio to an earlier price of the same offer that speaks for one reading against one a thousand times apart. */
const plausibleRatio = 5;

/**
 * Whether `1.299` is one thousand or one and a bit. Prices with exactly three decimals are rare, so thousands stand
 * unless the surroundings say that the separator is the decimal one; then three decimals are as odd as the grouping,
 * and the answer is null.
 */
export function decideNumber(open: OpenNumber, evidence: NumberEvidence): NumberDecision {
  const { separator, grouped, decimal } = open;
  const { decimalSeparatorHint, siblingSeparator, currencies, previousAmount } = evidence;
  // Whatever other prices look like, nobody asks for a hundredth of what has no hundredths.
  if (currencies.length > 0 && currencies.every(isUndivided)) return sure(grouped);
  if (decimalSeparatorHint) return sure(decimalSeparatorHint === separator ? decimal : grouped);
  if (previousAmount !== undefined && previousAmount > 0) {
    if (isNear(grouped, previousAmount)) return sure(grouped);
    if (isNear(decimal, previousAmount)) return sure(decimal);
  }
  const localeSeparator = decimalSeparatorOf(evidence.locale);
  if (currencies.some(hasThousandths)) return withThousandths(open, siblingSeparator ?? localeSeparator, currencies);
  if (siblingSeparator) return siblingSeparator === separator ? undecided : sure(grouped);
  const currencySeparator = separatorOfCurrencies(currencies);
  if (localeSeparator === undefined) return { value: grouped, assumed: currencySeparator !== other(separator) };
  if (localeSeparator !== separator) return sure(grouped);
  // The page's language is often declared wrongly; the currency's own way of writing outweighs it.
  return currencySeparator === other(separator) ? { value: grouped, assumed: true } : undecided;
}

const undecided: NumberDecision = { value: null, assumed: true };

function sure(value: number): NumberDecision {
  return { value, assumed: false };
}

/** `1.250 KWD` has three decimals; `1,250 KWD` has them only where commas mark decimals, as in Tunisia. */
function withThousandths(
  open: OpenNumber,
  pageSeparator: Separator | undefined,
  currencies: readonly string[],
): NumberDecision {
  if (!currencies.every(hasThousandths)) return undecided;
  if (currencies.every((code) => code === 'TND')) return sure(open.decimal);
  const known = pageSeparator ?? (open.separator === '.' ? '.' : undefined);
  if (known === undefined) return undecided;
  return sure(known === open.separator ? open.decimal : open.grouped);
}

function isUndivided(code: string): boolean {
  return currencyDecimals(code) === 0 || undividedInPractice.has(code);
}

function hasThousandths(code: string): boolean {
  return currencyDecimals(code) === 3 && !undividedInPractice.has(code);
}

/** The decimal separator that all the currencies have at home; undefined where they differ. */
function separatorOfCurrencies(currencies: readonly string[]): Separator | undefined {
  const withComma = currencies.filter((code) => commaCurrencies.has(code)).length;
  if (currencies.length === 0 || (withComma > 0 && withComma < currencies.length)) return undefined;
  return withComma > 0 ? ',' : '.';
}

function isNear(value: number, previous: number): boolean {
  return value <= previous * plausibleRatio && value >= previous / plausibleRatio;
}

function other(separator: Separator): Separator {
  return separator === '.' ? ',' : '.';
}

const separatorsByLocale = new Map<string, Separator | undefined>();
/** Locales whose shops do not agree on one way, or not with CLDR. */
const disagreeing = new Set(['es', 'en-ZA', 'af', 'af-ZA', 'es-419', 'es-US', 'ar', 'fa']);

/** The character before decimals in a locale, by CLDR; undefined where there is no locale or no one way. */
function decimalSeparatorOf(locale: string | undefined): Separator | undefined {
  if (!locale || locale.length > 35) return undefined;
  if (separatorsByLocale.has(locale)) return separatorsByLocale.get(locale);
  // Locales come from pages, so their number is not bounded by what is true.
  if (separatorsByLocale.size > 500) separatorsByLocale.clear();
  const separator = lookUpSeparator(locale.replace('_', '-'));
  separatorsByLocale.set(locale, separator);
  return separator;
}

function lookUpSeparator(locale: string): Separator | undefined {
  try {
    if (disagreeing.has(locale)) return undefined;
    const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1.5);
    const separator = parts.find((part) => part.type === 'decimal')?.value;
    return separator === '.' || separator === ',' ? separator : undefined;
  } catch {
    return undefined; // not a language tag
  }
}
