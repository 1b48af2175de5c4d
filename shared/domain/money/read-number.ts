import type { WrittenNumber } from './written-number.ts';

/** Integer digits beyond this are an article number, and no longer exact in any currency's minor units. */
const maxIntegerDigits = 12;

/**
 * What a written number may mean. `certain`: the writing allows one value. `open`: one separator and three digits,
 * so thousands (`grouped`) or three decimals (`decimal`). `none`: not the writing of one number (a date, a version).
 */
export type NumberMeaning =
  | { readonly kind: 'certain'; readonly value: number }
  | { readonly kind: 'open'; readonly separator: '.' | ','; readonly grouped: number; readonly decimal: number }
  | { readonly kind: 'none' };

const none: NumberMeaning = { kind: 'none' };

export function meaningOf(written: WrittenNumber): NumberMeaning {
  const { groups, separators, decimals } = written;
  if (decimals !== undefined) return isGrouped(groups, separators) ? certain(groups.join(''), decimals) : none;
  const last = separators.at(-1);
  // `0800` is part of a telephone or article number.
  if (last === undefined) return /^0\d/.test(groups.join('')) ? none : certain(groups.join(''), '');
  const [head = '', ...rest] = groups;
  // `.75` is decimals; in `.1.299,00` the first separator is a leftover of something before it.
  if (head === '') {
    return separators.length === 1
      ? certain('0', rest[0] ?? '')
      : meaningOf({ ...written, groups: rest, separators: separators.slice(1) });
  }
  const fraction = groups.at(-1) ?? '';
  const whole = groups.slice(0, -1);
  const wholeSeparators = separators.slice(0, -1);
  if (last === '٫') return isGrouped(whole, wholeSeparators) ? certain(whole.join(''), fraction) : none;
  if (separators.length === 1 && (last === '.' || last === ',')) return singleSeparator(head, fraction, last);
  if (isGrouped(groups, separators)) return certain(groups.join(''), '');
  const decimalLast =
    last !== ' ' && (wholeSeparators.every((separator) => separator !== last) || fraction.length <= 2);
  if (decimalLast && isGrouped(whole, wholeSeparators)) return certain(whole.join(''), fraction);
  return none;
}

function singleSeparator(head: string, fraction: string, separator: '.' | ','): NumberMeaning {
  if (fraction.length !== 3 || head.length > 3 || head.startsWith('0')) return certain(head, fraction);
  const grouped = certain(head + fraction, '');
  const decimal = certain(head, fraction);
  if (grouped.kind !== 'certain' || decimal.kind !== 'certain') return none;
  return { kind: 'open', separator, grouped: grouped.value, decimal: decimal.value };
}

/** Thousands by one separator (`1.299.000`), or the Indian way (`12,34,567`). */
function isGrouped(groups: readonly string[], separators: readonly string[]): boolean {
  const [head = '', ...rest] = groups;
  if (rest.length === 0) return true;
  if (head === '' || head.length > 3 || head === '0' || separators.some((separator) => separator !== separators[0]))
    return false;
  if (rest.every((group) => group.length === 3)) return true;
  return (
    separators[0] !== ' ' &&
    head.length <= 2 &&
    rest.at(-1)?.length === 3 &&
    rest.slice(0, -1).every((group) => group.length === 2)
  );
}

function certain(integer: string, fraction: string): NumberMeaning {
  return integer.length > maxIntegerDigits
    ? none
    : { kind: 'certain', value: Number(`${integer}.${fraction.slice(0, 8) || '0'}`) };
}
