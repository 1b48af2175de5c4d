import type { Money } from './money.ts';

/** Negative where `a` is less than `b`, 0 where equal, positive where more. Throws a RangeError across currencies. */
export function compareMoney(a: Money, b: Money): number {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} is not compared with ${b.currency}`);
  return a.minor - b.minor;
}

/** The same amount of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.minor === b.minor && a.currency === b.currency;
}
