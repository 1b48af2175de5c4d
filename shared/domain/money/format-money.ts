import type { Money } from './money.ts';
import { toMajorUnits } from './to-money.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** Money as people of `locale` (BCP 47) write it: `€12.50`, `12,50 €`. Decimals are those of the currency. */
export function formatMoney(money: Money, locale = 'en'): string {
  const key = `${locale} ${money.currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency });
    formats.set(key, format);
  }
  return format.format(toMajorUnits(money));
}
