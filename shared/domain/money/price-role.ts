import type { MarkedNumber } from './marked-number.ts';
import {
  type PriceWord,
  periodAfter,
  perMeasureAfter,
  quantityAfter,
  savingAfter,
  shippingAfter,
  wordBefore,
} from './price-words.ts';

/**
 * What a number of a price text is. Only `plain`, `now`, `old` and `per-measure` can be its price, in the order now and
 * plain, per-measure, old.
 */
export type PriceRole = 'plain' | 'now' | 'old' | 'per-measure' | 'instalment' | 'not-a-price';

export interface RoleReading {
  readonly role: PriceRole;
  readonly word?: PriceWord;
}

const letters = /\p{L}/u;

export function priceRole(number: MarkedNumber, previous: MarkedNumber | undefined, isLast: boolean): RoleReading {
  const { lead, tail, mark } = number;
  if (/^\s?%/.test(tail) || (/%\s?$/.test(lead) && !(previous && /^\s?%/.test(lead)))) return { role: 'not-a-price' };
  if (isNegative(lead) && (!previous || lead !== '-')) return { role: 'not-a-price' };
  const word = letters.test(lead) ? wordBefore(lead) : undefined;
  const reading = (role: PriceRole): RoleReading => (word === undefined ? { role } : { role, word });
  if (!mark && isNoAmount(number, word, previous)) return reading('not-a-price');
  if (/(?:^|\s)\+\s?$/.test(lead) && !/\p{L}\s*\+\s?$/u.test(lead)) return reading('not-a-price');
  if (word === 'saving' || word === 'shipping' || savingAfter.test(tail) || (isLast && shippingAfter.test(tail)))
    return reading('not-a-price');
  if (previous && !previous.mark && /^\s*[x×]\s?(?:de|of|à|a|per|z|по|von)?\s*$/i.test(lead))
    return reading('instalment');
  if (periodAfter.test(tail) && word !== 'price') return reading('instalment');
  if (perMeasureAfter.test(tail) || /=\s*$/.test(lead)) return reading('per-measure');
  return reading(word === 'now' ? 'now' : word === 'old' ? 'old' : 'plain');
}

/** A bare number that counts, measures, dates or names something. */
function isNoAmount(
  { lead, tail, written }: MarkedNumber,
  word: PriceWord | undefined,
  previous: MarkedNumber | undefined,
): boolean {
  if (word === 'identifier' || /[#№]\s*$/.test(lead)) return true;
  if (word === 'month' && written.decimals === undefined && written.groups.length === 1) return true;
  if (/[\p{L}][-_]?$/u.test(lead) && /\p{Script=Latin}[-_]?$/u.test(lead)) return true;
  if (/^[-_]?\p{Script=Latin}/u.test(tail) && !/^-\s/.test(tail) && written.groups.length === 1)
    return !/^[A-Z]{3}/.test(tail);
  if (quantityAfter.test(tail)) return true;
  if (/\($/.test(lead) && tail.startsWith(')') && written.separators.length === 0) return true;
  if (/^[-\s]$/.test(tail) || (previous && !previous.mark && /^[-\s]$/.test(lead)))
    return written.separators.every((separator) => separator === ' ');
  if (/^\s?[/:]\s?$/.test(tail) || (previous && /^\s?[/:]\s?$/.test(lead))) return true;
  return false;
}

/** A minus that touches the amount and follows nothing it could separate from it. */
function isNegative(lead: string): boolean {
  return /(?:^|[\s:(])[-−]$/.test(lead) && !/\p{L}\s*-$/u.test(lead) && !/\d\s*-$/.test(lead);
}
