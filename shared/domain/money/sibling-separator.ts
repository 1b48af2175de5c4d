import { markedNumbers } from './marked-number.ts';
import { normalisePriceText } from './normalise-price-text.ts';
import type { PriceTextContext } from './price-text.ts';

/** Enough to know a page's way of writing. */
const maxSiblings = 50;

/** The decimal separator that other prices of the page show; undefined where they show none, or both. */
export function siblingSeparator({ siblings = [], currencyHint }: PriceTextContext): '.' | ',' | undefined {
  const seen = new Set<'.' | ','>();
  for (const text of currencyHint
    ? [currencyHint, ...siblings.slice(0, maxSiblings)]
    : siblings.slice(0, maxSiblings)) {
    for (const { written, mark } of markedNumbers(normalisePriceText(text)).numbers) {
      const separator = shownSeparator(written.groups, written.separators);
      if (separator && (mark || siblings.length > 0 || written.separators.length > 1)) seen.add(separator);
    }
  }
  const [only] = seen;
  return seen.size === 1 ? only : undefined;
}

/** `1.350.000` shows a decimal comma as `12,50` does; `1.299` shows nothing. */
function shownSeparator(groups: readonly string[], separators: readonly string[]): '.' | ',' | undefined {
  const last = separators.at(-1);
  if (last !== '.' && last !== ',') return undefined;
  const fraction = groups.at(-1) ?? '';
  if (fraction.length <= 2) return last;
  if (separators.length < 2 || fraction.length !== 3) return undefined;
  return separators[0] === last ? (last === '.' ? ',' : '.') : last;
}
