import type { CurrencyMark } from './currency-marks.ts';
import type { MarkToken, NumberToken, PriceToken } from './lex-price-text.ts';

/** Two digits that stand apart from their number and are its decimals. */
interface DecimalsApart {
  readonly decimals: string;
  /** The mark that stands between or behind. */
  readonly mark?: CurrencyMark;
  readonly end: number;
  /** How many tokens after the number are used up. */
  readonly tokens: number;
}

/**
 * The decimals of the number at `index` that stand behind its currency (`12€50`, `35€ 99`, `5 руб. 50 коп.`) or were
 * raised beside it (`$12 99`); undefined where there are none. `prefix` is the mark before the number.
 */
export function decimalsApart(
  text: string,
  tokens: readonly PriceToken[],
  index: number,
  prefix: MarkToken | undefined,
): DecimalsApart | undefined {
  const [whole, second, third, fourth] = tokens.slice(index, index + 4);
  if (whole?.kind !== 'number' || whole.written.decimals !== undefined || whole.factor !== undefined) return undefined;
  if (second?.kind === 'number') return raised(text, whole, second, third, prefix, index);
  if (second?.kind === 'mark' && third?.kind === 'number' && !prefix)
    return behindMark(text, whole, second, third, fourth);
  return undefined;
}

function behindMark(
  text: string,
  whole: NumberToken,
  mark: MarkToken,
  cents: NumberToken,
  next: PriceToken | undefined,
): DecimalsApart | undefined {
  const decimals = twoDigits(cents);
  if (decimals === undefined || mark.mark.cents) return undefined;
  const beforeMark = text.slice(whole.end, mark.start);
  const afterMark = text.slice(mark.end, cents.start);
  const found = { decimals, mark: mark.mark, end: cents.end, tokens: 2 };
  if (next?.kind === 'mark' && next.mark.cents) {
    return /^[ .,]*$/.test(beforeMark + afterMark) ? { ...found, end: next.end, tokens: 3 } : undefined;
  }
  // Apart from the mark they are decimals only if nothing follows that they could count.
  const rest = text.slice(cents.end);
  const isWholeText = text.slice(0, whole.start).trim() === '' && /^[\s*.)]*$/.test(rest);
  if (!/^[.,]?$/.test(beforeMark) && !(beforeMark === ' ' && isWholeText)) return undefined;
  if (afterMark === '') return next?.start === cents.end || /^ ?%/.test(rest) ? undefined : found;
  return afterMark === ' ' && /^[\s*.)]*$/.test(rest) ? found : undefined;
}

function raised(
  text: string,
  whole: NumberToken,
  cents: NumberToken,
  next: PriceToken | undefined,
  prefix: MarkToken | undefined,
  index: number,
): DecimalsApart | undefined {
  const decimals = twoDigits(cents);
  if (decimals === undefined || text.slice(whole.end, cents.start) !== ' ') return undefined;
  const suffix = next?.kind === 'mark' && /^ ?$/.test(text.slice(cents.end, next.start)) ? next : undefined;
  const rest = text.slice(suffix?.end ?? cents.end);
  if (suffix) return { decimals, mark: suffix.mark, end: suffix.end, tokens: 2 };
  if (prefix) return /^\s*[\d%x×]/.test(rest) ? undefined : { decimals, end: cents.end, tokens: 1 };
  // Two bare numbers are a price only as the whole text, and not if they may be a day and a month.
  const isWholeText = index === 0 && rest.trim() === '';
  return isWholeText && whole.end - whole.start > 2 ? { decimals, end: cents.end, tokens: 1 } : undefined;
}

function twoDigits({ written, factor }: NumberToken): string | undefined {
  const [digits] = written.groups;
  const isPlain = written.groups.length === 1 && written.decimals === undefined && factor === undefined;
  return isPlain && digits?.length === 2 ? digits : undefined;
}
