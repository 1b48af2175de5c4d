import { agrees, nearLevelLog } from './ratios.ts';
import type { ReasonCode } from './reasons.ts';
import type { AnomalyKind } from './verdict.ts';

/** A fault that the number itself shows when it is held against a level the offer has stood at. */
export interface Fingerprint {
  readonly kind: AnomalyKind;
  readonly reason: ReasonCode;
}

/** Rounding of a shifted or divided price: half a minor unit either way, and one more where readers cut off. */
const roundingMinor = 1;
/** A fixed rate is exact up to rounding alone. */
const exactMinor = 0.6;

const equalsWithin = (minor: number, expected: number, share: number): boolean =>
  Math.abs(minor - expected) <= Math.max(roundingMinor, expected * share);

const shifts = [1000, 100, 10, 0.1, 0.01, 0.001];

const isDecimalShift = (minor: number, level: number): boolean =>
  shifts.some((factor) => equalsWithin(minor, level * factor, 0.0005));

/** One digit left out of the amount's decimal digits: 24.99 read as 2.99. */
function isDigitDropped(minor: number, level: number): boolean {
  // Half price drops a digit of 19.99 too.
  if (minor >= level * 0.49 || minor <= 0) return false;
  const digits = String(level);
  for (let at = 0; at < digits.length; at += 1) {
    if (Number(digits.slice(0, at) + digits.slice(at + 1)) === minor) return true;
  }
  return false;
}

/**
 * Units of one currency for one of another, where shops show both or a reader is likely to mix them. Fixed ones are
 * exact (lev 1.95583, krone in ERM II about 7.46); floating ones as of 2023–2026, and a rate wanders some per cent.
 */
const rates = [
  { rate: 1.95583, tolerance: 0.0002 },
  { rate: 7.46, tolerance: 0.005 },
  { rate: 4.3, tolerance: 0.01 },
  { rate: 11.3, tolerance: 0.01 },
  { rate: 25.2, tolerance: 0.01 },
  { rate: 390, tolerance: 0.05 },
  { rate: 160, tolerance: 0.08 },
];

const isCurrencyRate = (minor: number, level: number): boolean =>
  rates.some(({ rate, tolerance }) =>
    [level * rate, level / rate].some(
      (expected) => Math.abs(minor - expected) <= Math.max(exactMinor, expected * tolerance),
    ),
  );

const packCounts = [2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24];

/**
 * The fault that explains how `minor` comes from `level`, the most telling first; null where none does. Distances
 * are not judged here: half price is a whole fraction too, and mostly honest.
 */
export function fingerprint(minor: number, level: number): Fingerprint | null {
  if (isDecimalShift(minor, level)) return { kind: 'decimal-slip', reason: 'decimal-shift' };
  if (isDigitDropped(minor, level)) return { kind: 'missing-digit', reason: 'digit-dropped' };
  if (isCurrencyRate(minor, level)) return { kind: 'wrong-currency', reason: 'currency-rate' };
  if (minor > level && packCounts.some((count) => equalsWithin(minor, level * count, 0.001)))
    return { kind: 'wrong-variant', reason: 'pack-multiple' };
  const unitCount = packCounts.find((count) => equalsWithin(minor, level / count, 0.001));
  if (unitCount === undefined) return null;
  return unitCount > 4
    ? { kind: 'unit-price', reason: 'unit-of-pack' }
    : { kind: 'wrong-variant', reason: 'pack-multiple' };
}

/** Half-price cuts are frequent, so that 1/1.95583 tells something only where the price has digits enough. */
const tellingRateBaseMinor = 500;
const rateBounds = { low: 0.53, high: 1.9 };
/** An exact triple is beyond doubt before the general bound, as long as the offer was never nearly as dear. */
const triple = { move: 2.9, aboveEarlier: 1.8 };

/**
 * Whether a fingerprint shows a fault even within the range in which a price without one would be believed. `ratio` is
 * price ÷ nearest accepted level. In the first days a multiple may be the way back from a sale.
 */
export function isUnmistakable(
  { kind, reason }: Fingerprint,
  fromMinor: number,
  minor: number,
  ratio: number,
  isCold: boolean,
): boolean {
  if (agrees(ratio, 1, nearLevelLog)) return false;
  const move = minor / fromMinor;
  if (kind === 'wrong-currency')
    return move > rateBounds.high || (move < rateBounds.low && fromMinor >= tellingRateBaseMinor);
  if (kind === 'missing-digit') return true;
  return reason === 'pack-multiple' && !isCold && move > triple.move && ratio > triple.aboveEarlier;
}
