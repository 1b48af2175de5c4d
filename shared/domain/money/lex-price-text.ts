import { type CurrencyMark, currencyMarkAt } from './currency-marks.ts';
import { factorAt } from './number-factor.ts';
import { type WrittenNumber, writtenNumberAt } from './written-number.ts';

export interface NumberToken {
  readonly kind: 'number';
  readonly start: number;
  readonly end: number;
  readonly written: WrittenNumber;
  /** 1000 in `15k`, 100000 in `2 lakh`; meant so only where a currency stands beside it. */
  readonly factor?: number;
}

export interface MarkToken {
  readonly kind: 'mark';
  readonly start: number;
  readonly end: number;
  readonly mark: CurrencyMark;
}

export type PriceToken = NumberToken | MarkToken;

/** More are a table or an article, not a price; what follows is ignored. */
const maxTokens = 100;

const word = /[\p{L}\p{M}]+/uy;
const unspacedLetter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** The numbers and currency marks of a normalised text, in order; what lies between is left to be read as text. */
export function lexPriceText(text: string): PriceToken[] {
  const tokens: PriceToken[] = [];
  let index = 0;
  while (index < text.length && tokens.length < maxTokens) {
    const code = text.charCodeAt(index);
    if (isDigit(code) || startsFraction(text, index)) {
      const written = writtenNumberAt(text, index);
      const factor = factorAt(text, written.end, tokens.at(-1)?.kind === 'mark');
      tokens.push({
        kind: 'number',
        start: index,
        end: factor?.end ?? written.end,
        written,
        ...(factor && { factor: factor.factor }),
      });
      index = factor?.end ?? written.end;
      continue;
    }
    const found = code === 0x20 ? undefined : currencyMarkAt(text, index);
    if (found && (!found.mark.oneLetter || letterIsMark(text, index, found.end, tokens.at(-1)))) {
      tokens.push({ kind: 'mark', start: index, end: found.end, mark: found.mark });
      index = found.end;
    } else {
      index = wordEnd(text, index);
    }
  }
  return mergeMarks(tokens, text);
}

/** `.75` and `,89`, but not the end of an abbreviation (`No.5`). */
function startsFraction(text: string, index: number): boolean {
  const char = text.charAt(index);
  return (
    (char === '.' || char === ',') &&
    isDigit(text.charCodeAt(index + 1)) &&
    !/[\p{L}\p{M}\d]/u.test(text.charAt(index - 1))
  );
}

/** One letter is a currency at the end of the text (`200 K`, `200Q`) or where a long number follows at once (`R8,499`). */
function letterIsMark(text: string, start: number, end: number, previous: PriceToken | undefined): boolean {
  const written = text.charAt(start);
  const rest = text.slice(end, end + 40);
  const gap = previous?.kind === 'number' ? text.slice(previous.end, start) : undefined;
  // Two digits at most: `1080p` is a resolution.
  if (written === 'p') return gap === '' && previous !== undefined && previous.end - previous.start <= 2;
  const touches = written === 'Q' || written === 'Р';
  if ((gap === ' ' || (gap === '' && touches)) && /^[\s.*)]*$/.test(rest)) return true;
  return written === 'R' || written === 'Р' ? /^ ?\d/.test(rest) : /^ ?\d[\d., ]*[.,\s]\d{2,3}(?!\d)/.test(rest);
}

function wordEnd(text: string, index: number): number {
  word.lastIndex = index;
  const found = word.exec(text)?.[0];
  return found === undefined || unspacedLetter.test(found.charAt(0)) ? index + 1 : word.lastIndex;
}

/** `US $`, `$ SGD`: marks side by side that can mean one currency are one mark. */
function mergeMarks(tokens: readonly PriceToken[], text: string): PriceToken[] {
  const merged: PriceToken[] = [];
  for (const token of tokens) {
    const previous = merged.at(-1);
    if (token.kind === 'mark' && previous?.kind === 'mark' && /^[ .(]?$/.test(text.slice(previous.end, token.start))) {
      const codes = previous.mark.codes.filter((code) => token.mark.codes.includes(code));
      if (codes.length > 0) {
        merged[merged.length - 1] = { ...previous, end: token.end, mark: { ...token.mark, codes, strength: 'strong' } };
        continue;
      }
    }
    merged.push(token);
  }
  return merged;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
