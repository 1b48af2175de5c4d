import { currencyDecimals } from './currencies.ts';
import type { Money } from './money.ts';
import { toMajorUnits } from './to-money.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** Money as people of `locale` (BCP 47) write it: `€12.50`, `12,50 €`. Decimals are ISO 4217's. */
export function formatMoney(money: Money, locale = 'en'): string {
  const key = `${locale} ${money.currency}`;
  let format = formats.get(key);
  if (!format) {
    // CLDR shows some currencies without the decimals that ISO 4217 gives them; an amount is never shown rounded.
    const decimals = currencyDecimals(money.currency);
    const fraction = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency, ...fraction });
    formats.set(key, format);
  }
  return format.format(toMajorUnits(money));
}
