const WITHOUT_MINOR_UNIT = new Set(['JPY']);

/** Decimal digits of the currency's minor unit. */
function fractionDigits(currency: string): number {
  return WITHOUT_MINOR_UNIT.has(currency) ? 0 : 2;
}

/** The amount as a plain decimal with a point, as structured data wants it: 34999 USD gives `349.99`. */
export function decimalAmount(minor: number, currency: string): string {
  const digits = fractionDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/**
 * The nearest amount a shop would print: the same ending as the regular price (`.99`, `.00`, `.95`), whole tens or
 * hundreds of yen. Never below one minor unit.
 */
export function tidyPrice(minor: number, regularMinor: number, currency: string): number {
  if (fractionDigits(currency) === 0) {
    const step = minor >= 10_000 ? 100 : 10;
    return Math.max(step, Math.round(minor / step) * step);
  }
  const ending = regularMinor % 100;
  return Math.max(1, Math.round((minor - ending) / 100) * 100 + ending);
}

/** The amount as the shop's customers read it: `$349.99`, `1.299,00 €`, `£145.00`, `248,000円`. */
export function displayPrice(minor: number, currency: string, locale: string): string {
  const digits = fractionDigits(currency);
  const amount = minor / 10 ** digits;
  return currency === 'JPY'
    ? `${amount.toLocaleString(locale)}円`
    : amount.toLocaleString(locale, { style: 'currency', currency, minimumFractionDigits: digits });
}
