import { currencyDecimals } from './currencies.ts';
import type { Money } from './money.ts';

/**
 * Money from an amount in major units, rounded to the currency's smallest unit (half away from zero):
 * `toMoney(12.5, 'EUR')` is `{ minor: 1250, currency: 'EUR' }`.
 * Throws a RangeError where `currency` is no ISO 4217 code or the amount is no number that an integer can hold.
 */
export function toMoney(amount: number, currency: string): Money {
  const sign = amount < 0 ? -1 : 1;
  // Shifted in decimal notation: 1.005 * 100 is 100.49999 in binary.
  const minor = sign * Math.round(shiftDecimals(Math.abs(amount), currencyDecimals(currency)));
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not an amount of money: ${amount} ${currency}`);
  return { minor: minor === 0 ? 0 : minor, currency };
}

/** The amount in major units: 12.5 for `{ minor: 1250, currency: 'EUR' }`. */
export function toMajorUnits(money: Money): number {
  return shiftDecimals(money.minor, -currencyDecimals(money.currency));
}

function shiftDecimals(value: number, places: number): number {
  const [digits, exponent = '0'] = String(value).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}
