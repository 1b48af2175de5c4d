import type { CurrencyMark } from './currency-marks.ts';
import { type MarkedNumber, markedNumbers } from './marked-number.ts';
import { type PriceRole, priceRole, type RoleReading } from './price-role.ts';
import { rangeJoin } from './price-words.ts';
import { meaningOf, type NumberMeaning } from './read-number.ts';

/** A number of a price text with what it means and what it is. */
export interface PriceAmount extends MarkedNumber, RoleReading {
  readonly meaning: Exclude<NumberMeaning, { kind: 'none' }>;
}

interface PriceAmounts {
  readonly amounts: readonly PriceAmount[];
  /** A currency mark that stands beside no number but can be nothing else: `Price (EUR): …`. */
  readonly strayMark?: CurrencyMark;
}

export function priceAmounts(text: string): PriceAmounts {
  const { numbers, strayMark } = markedNumbers(text);
  const amounts = numbers.flatMap((number, index) => {
    const meaning = meaningOf(number.written);
    return meaning.kind === 'none'
      ? []
      : [{ ...number, ...priceRole(number, numbers[index - 1], index === numbers.length - 1), meaning }];
  });
  return { amounts, ...(strayMark && { strayMark }) };
}

const order: readonly PriceRole[][] = [['now'], ['plain'], ['per-measure'], ['old']];

/** The amount that is the price: marked before bare, current before former, then the first. */
export function chooseAmount(
  amounts: readonly PriceAmount[],
  text: string,
  currencyKnown: boolean,
): PriceAmount | undefined {
  const marked = amounts.filter(({ mark }) => mark && mark.strength !== 'weak');
  const weaklyMarked = amounts.filter(({ mark }) => mark);
  const candidates =
    marked.length > 0
      ? withOpenRanges(amounts, marked)
      : weaklyMarked.length > 0
        ? weaklyMarked
        : bareAmounts(amounts, text, currencyKnown);
  for (const roles of order) {
    const found = candidates.find(({ role }) => roles.includes(role));
    if (found) return found;
  }
  return undefined;
}

/** In `26 to 50 €` the mark of the upper end is the lower end's too; in `50 - $2.00` the first number is a quantity. */
function withOpenRanges(amounts: readonly PriceAmount[], marked: readonly PriceAmount[]): readonly PriceAmount[] {
  return amounts.filter((amount, index) => {
    if (marked.includes(amount)) return true;
    const next = amounts[index + 1];
    if (!next || amount.mark || !marked.includes(next) || !rangeJoin.test(amount.tail)) return false;
    return greatest(amount.meaning) <= greatest(next.meaning) * (next.factor ?? 1);
  });
}

function greatest(meaning: PriceAmount['meaning']): number {
  return meaning.kind === 'certain' ? meaning.value : meaning.grouped;
}

/** Without any currency: a factor may be a unit (`15k`), and a whole number in a sentence counts something. */
function bareAmounts(amounts: readonly PriceAmount[], text: string, currencyKnown: boolean): readonly PriceAmount[] {
  const isSentence = (text.match(/\p{L}{2,}/gu)?.length ?? 0) > 6;
  return amounts.filter((amount) => (amount.factor === undefined || currencyKnown) && !(isSentence && isWhole(amount)));
}

function isWhole({ written, word }: PriceAmount): boolean {
  return word !== 'price' && written.decimals === undefined && written.groups.length === 1;
}
