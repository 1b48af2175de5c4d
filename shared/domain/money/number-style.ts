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
  readonly currency: string | null;
  /** The currency is open, and some that it may be have three decimals. */
  readonly mayHaveThousandths?: boolean;
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
    'EUR PLN CZK HUF RON BGN HRK RSD MKD BAM ALL DKK NOK SEK ISK RUB UAH BYN KZT GEL AMD AZN MDL KGS UZS TRY ' +
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
  const { decimalSeparatorHint, siblingSeparator, currency, previousAmount } = evidence;
  if (decimalSeparatorHint) return { value: decimalSeparatorHint === separator ? decimal : grouped, assumed: false };
  const decimals = currency === null ? undefined : currencyDecimals(currency);
  if (currency !== null && (decimals === 0 || undividedInPractice.has(currency)))
    return { value: grouped, assumed: false };
  if (previousAmount !== undefined && previousAmount > 0) {
    if (isNear(grouped, previousAmount)) return { value: grouped, assumed: false };
    if (isNear(decimal, previousAmount)) return { value: decimal, assumed: false };
  }
  const localeSeparator = decimalSeparatorOf(evidence.locale);
  if (decimals === 3) return threeDecimals(open, siblingSeparator ?? localeSeparator, currency);
  if (evidence.mayHaveThousandths && separator === '.') return { value: null, assumed: true };
  if (siblingSeparator) return { value: siblingSeparator === separator ? null : grouped, assumed: false };
  const currencySeparator = currency === null ? undefined : commaCurrencies.has(currency) ? ',' : '.';
  if (localeSeparator === undefined) return { value: grouped, assumed: currencySeparator !== other(separator) };
  if (localeSeparator !== separator) return { value: grouped, assumed: false };
  // The page's language is often declared wrongly; the currency's own way of writing outweighs it.
  return currencySeparator === other(separator) ? { value: grouped, assumed: true } : { value: null, assumed: true };
}

/** `1.250 KWD` has three decimals; `1,250 KWD` has them only where commas mark decimals, as in Tunisia. */
function threeDecimals(
  open: OpenNumber,
  decimalSeparator: Separator | undefined,
  currency: string | null,
): NumberDecision {
  const known = decimalSeparator ?? (open.separator === '.' ? '.' : currency === 'TND' ? ',' : undefined);
  if (known === undefined) return { value: null, assumed: true };
  return {
    value: known === open.separator || currency === 'TND' ? open.decimal : open.grouped,
    assumed: decimalSeparator === undefined,
  };
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
