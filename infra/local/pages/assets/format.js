// The pages are in English, so amounts and times are written as English readers expect, whatever the shop's language.
const LANGUAGE = 'en';
const NARROW = 60;

/**
 * An amount in minor units, as people read it: `$789.99`, `¥34,700`.
 * @param {{ readonly minor: number, readonly currency: string }} price
 */
export function moneyText({ minor, currency }) {
  const format = new Intl.NumberFormat(LANGUAGE, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}

/**
 * A share of 1 as a whole percentage; 0.996 gives 99%, since only nothing is 100% off.
 * @param {number} share
 */
export function percentText(share) {
  const percent = Math.round(share * 100);
  return `${percent >= 100 && share < 1 ? 99 : percent}%`;
}

/**
 * How long ago, in one unit: `just now`, `12 seconds ago`, `3 minutes ago`, `2 days ago`.
 * @param {number} atMs
 * @param {number} nowMs
 */
export function agoText(atMs, nowMs) {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000));
  if (seconds < 5) {
    return 'just now';
  }
  /** @type {readonly [Intl.RelativeTimeFormatUnit, number, number][]} */
  const units = [
    ['second', 1, NARROW],
    ['minute', 60, NARROW],
    ['hour', 3600, 24],
    ['day', 86_400, Number.POSITIVE_INFINITY],
  ];
  for (const [unit, length, limit] of units) {
    const count = Math.floor(seconds / length);
    if (count < limit) {
      return new Intl.RelativeTimeFormat(LANGUAGE).format(-count, unit);
    }
  }
  return '';
}

/**
 * Time of day where the reader is: `09:12`, with the date when it was another day.
 * @param {number} atMs
 * @param {number} nowMs
 */
export function clockText(atMs, nowMs) {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return at.toDateString() === new Date(nowMs).toDateString()
    ? time
    : `${at.toLocaleDateString(LANGUAGE, { day: 'numeric', month: 'short' })}, ${time}`;
}

const kindNames = /** @type {Readonly<Record<string, string>>} */ ({
  deal: 'Good deal',
  glitch: 'Price error',
  'decimal-slip': 'Decimal slip',
  'missing-digit': 'Missing digit',
  'wrong-currency': 'Wrong currency',
  'unit-price': 'Price per unit',
  'wrong-variant': 'Other variant',
  'instalment-or-member': 'Instalment or member price',
  'genuine-deal': 'Possible deal',
  'permanent-change': 'New regular price',
  implausible: 'Implausible',
});

/**
 * A kind of deal or anomaly in words.
 * @param {string} kind
 */
export function kindText(kind) {
  return kindNames[kind] ?? kind;
}

/**
 * @param {number} count
 * @param {string} singular
 */
export function countText(count, singular) {
  return `${new Intl.NumberFormat(LANGUAGE).format(count)} ${singular}${count === 1 ? '' : 's'}`;
}
