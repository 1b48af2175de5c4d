import type { CurrencyMark } from './currency-marks.ts';
import { decimalsApart } from './decimals-apart.ts';
import { lexPriceText, type MarkToken, type NumberToken, type PriceToken } from './lex-price-text.ts';
import type { WrittenNumber } from './written-number.ts';

/** A number of a text with the currency mark that belongs to it, and the text around both. */
export interface MarkedNumber {
  readonly written: WrittenNumber;
  readonly factor?: number;
  readonly mark?: CurrencyMark;
  /** From the previous number (or its mark) to this one. */
  readonly lead: string;
  /** From this number (or its mark) to the next. */
  readonly tail: string;
}

interface MarkedNumbers {
  readonly numbers: readonly MarkedNumber[];
  /** The first mark that is a currency wherever it stands, beside a number or not. */
  readonly strayMark?: CurrencyMark;
}

interface Span extends Pick<MarkedNumber, 'written' | 'factor' | 'mark'> {
  readonly start: number;
  readonly end: number;
}

const betweenNumberAndMark = /^[\s.*([:]*$/;
const betweenMarkAndNumber = /^[\s:.[*]*-?$/;

/** The numbers of a normalised text in order, each with its mark; decimals that stand apart are joined to theirs. */
export function markedNumbers(text: string): MarkedNumbers {
  const tokens = lexPriceText(text);
  const spans: Span[] = [];
  // Marks follow their numbers where the text begins with a number.
  const first = tokens.find((token) => token.kind === 'number' || token.mark.strength !== 'weak');
  const marksFollow = first?.kind === 'number';
  for (let index = 0; index < tokens.length; index += 1) {
    const number = tokens[index];
    if (number?.kind !== 'number') continue;
    const prefix = prefixOf(text, number, tokens[index - 1], spans.at(-1)?.end ?? 0);
    const apart = decimalsApart(text, tokens, index, prefix);
    const suffix = apart ? undefined : suffixOf(text, tokens, index, marksFollow);
    const mark = agreed(prefix?.mark, apart?.mark ?? suffix?.mark);
    spans.push({
      start: prefix?.start ?? number.start,
      end: apart?.end ?? suffix?.end ?? number.end,
      written: apart ? { ...number.written, decimals: apart.decimals } : number.written,
      ...(mark && { mark }),
      ...(number.factor !== undefined && { factor: number.factor }),
    });
    index += apart?.tokens ?? 0;
  }
  const numbers = spans.map(({ start, end, ...number }, index) => ({
    ...number,
    lead: text.slice(spans[index - 1]?.end ?? 0, start),
    tail: text.slice(end, spans[index + 1]?.start ?? text.length),
  }));
  const stray = tokens.find((token): token is MarkToken => token.kind === 'mark' && token.mark.strength === 'strong');
  return { numbers, ...(stray && { strayMark: stray.mark }) };
}

function prefixOf(
  text: string,
  number: NumberToken,
  before: PriceToken | undefined,
  taken: number,
): MarkToken | undefined {
  if (before?.kind !== 'mark' || before.start < taken) return undefined;
  return betweenMarkAndNumber.test(text.slice(before.end, number.start)) ? before : undefined;
}

/**
 * The mark after the number at `index`, if it is this number's. Between two numbers it belongs to the one it touches;
 * touching both or none, or where the second has a mark of its own behind it, the text's own order decides.
 */
function suffixOf(
  text: string,
  tokens: readonly PriceToken[],
  index: number,
  marksFollow: boolean,
): MarkToken | undefined {
  const [number, mark, next, afterNext] = tokens.slice(index, index + 4);
  if (number?.kind !== 'number' || mark?.kind !== 'mark') return undefined;
  const gap = text.slice(number.end, mark.start);
  if (!betweenNumberAndMark.test(gap)) return undefined;
  if (next?.kind !== 'number' || !betweenMarkAndNumber.test(text.slice(mark.end, next.start))) return mark;
  const touchesLeft = gap === '';
  const touchesRight = mark.end === next.start;
  const nextHasOwn =
    afterNext?.kind === 'mark' &&
    text.slice(next.end, afterNext.start) === gap &&
    tokens[index + 4]?.start !== afterNext.end;
  const left = touchesLeft === touchesRight || (marksFollow && nextHasOwn) ? marksFollow : touchesLeft;
  return left ? mark : undefined;
}

function agreed(a: CurrencyMark | undefined, b: CurrencyMark | undefined): CurrencyMark | undefined {
  if (!a || !b) return a ?? b;
  const codes = a.codes.filter((code) => b.codes.includes(code));
  if (codes.length > 0) return { ...a, codes };
  return b.strength === 'strong' && a.strength !== 'strong' ? b : a;
}
