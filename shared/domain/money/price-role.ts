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
/** `4.5/5`, `12:50`, `4,6 von 5`. */
const fractionJoin = /^\s?(?:[/:]|out of|of|von|de|sur|su|av|z|из)\s?$/i;
/** A minus that touches the amount and has nothing before it that it could set apart from it. */
const minusBefore = /(?:^|(?<![\p{L}\d]\s*)[\s:(])-$/u;
/** A plus: the amount comes on top of a price. After a word it belongs to the word (`S23+`). */
const plusBefore = /(?:^|(?<![\p{L}\d])\s)\+\s?$/u;
const timesBefore = /^\s*[x×]\s?(?:de|of|à|a|per|z|по|von)?\s*$/i;

/** `previous` is the number before, `isLast` says that no other follows. */
export function priceRole(number: MarkedNumber, previous: MarkedNumber | undefined, isLast: boolean): RoleReading {
  const word = letters.test(number.lead) ? wordBefore(number.lead) : undefined;
  const role = roleOf(number, word, previous, isLast);
  return word === undefined ? { role } : { role, word };
}

function roleOf(
  number: MarkedNumber,
  word: PriceWord | undefined,
  previous: MarkedNumber | undefined,
  isLast: boolean,
): PriceRole {
  const { lead, tail } = number;
  const afterPercent = previous !== undefined && (lead.trimStart().startsWith('%') || previous.lead.endsWith('%'));
  if (/^\s?%/.test(tail) || (/%\s?$/.test(lead) && !afterPercent)) return 'not-a-price';
  if (minusBefore.test(lead) && !(previous && lead === '-')) return 'not-a-price';
  if (!number.mark && isNoAmount(number, word, previous)) return 'not-a-price';
  if (plusBefore.test(lead) || word === 'shipping' || (isLast && shippingAfter.test(tail))) return 'not-a-price';
  // After a percentage the saving is that, and the amount the price: `-20% discount 80,00 €`.
  if ((word === 'saving' && !afterPercent) || savingAfter.test(tail)) return 'not-a-price';
  if (previous && !previous.mark && timesBefore.test(lead)) return 'instalment';
  if (word !== 'price' && periodAfter.test(tail)) return 'instalment';
  if (perMeasureAfter.test(tail) || /=\s*$/.test(lead)) return 'per-measure';
  return word === 'now' || word === 'old' ? word : 'plain';
}

/** A bare number that counts, measures, dates or names something. */
function isNoAmount(number: MarkedNumber, word: PriceWord | undefined, previous: MarkedNumber | undefined): boolean {
  const { lead, tail, written } = number;
  const isWhole = written.separators.length === 0 && written.decimals === undefined;
  if (word === 'identifier' || /[#№]\s*$/.test(lead)) return true;
  if (word === 'month' && isWhole) return true;
  // Part of a name: `FX-991`, `991ES`.
  if (/\p{Script=Latin}[-_]?$/u.test(lead)) return true;
  if (isWhole && /^[-_]?\p{Script=Latin}/u.test(tail) && !/^[A-Z]{3}/.test(tail)) return true;
  if (quantityAfter.test(tail) && !/["']$/.test(lead)) return true;
  if (isWhole && /\($/.test(lead) && tail.startsWith(')')) return true;
  if (fractionJoin.test(tail) || (previous && fractionJoin.test(lead))) return true;
  // One of several numbers in a row: a telephone number, a date, the pages of a list.
  const isInRow = /^[-\s]$/.test(tail) || (previous !== undefined && !previous.mark && /^[-\s]$/.test(lead));
  return isInRow && written.separators.every((separator) => separator === ' ');
}
