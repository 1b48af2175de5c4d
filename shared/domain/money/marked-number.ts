import type { CurrencyMark } from './currency-marks.ts';
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

export interface MarkedNumbers {
  readonly numbers: readonly MarkedNumber[];
  /** The first mark that is a currency wherever it stands, beside a number or not. */
  readonly strayMark?: CurrencyMark;
}

interface Draft {
  start: number;
  end: number;
  number: NumberToken;
  written: WrittenNumber;
  mark?: CurrencyMark;
}

const adjacentLeft = /^[\s.*([:]*$/;
const adjacentRight = /^[\s:.([*]*-?$/;

/** The numbers of a normalised text in order, decimals that stand apart (`12€50`, `$12 99`) joined to theirs. */
export function markedNumbers(text: string): MarkedNumbers {
  const tokens = lexPriceText(text);
  const drafts: Draft[] = [];
  const suffixStyle =
    tokens.find((token) => token.kind === 'number' || token.mark.strength !== 'weak')?.kind === 'number';
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind !== 'number') continue;
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    const draft: Draft = { start: token.start, end: token.end, number: token, written: token.written };
    const taken = drafts.at(-1)?.end ?? 0;
    const prefix =
      before?.kind === 'mark' && before.start >= taken && adjacentRight.test(text.slice(before.end, token.start))
        ? before
        : undefined;
    const cents = decimalsApart(text, tokens, index, prefix);
    if (cents) {
      draft.written = { ...token.written, decimals: cents.decimals };
      draft.end = cents.end;
      const mark = prefix?.mark ?? cents.mark;
      if (mark) draft.mark = mark;
      if (prefix) draft.start = prefix.start;
      index = cents.index;
      drafts.push(draft);
      continue;
    }
    const suffix =
      after?.kind === 'mark' &&
      adjacentLeft.test(text.slice(token.end, after.start)) &&
      belongsLeft(text, after, token, tokens[index + 2], suffixStyle)
        ? after
        : undefined;
    if (prefix) draft.start = prefix.start;
    if (suffix) draft.end = suffix.end;
    const mark = joined(prefix?.mark, suffix?.mark);
    if (mark) draft.mark = mark;
    drafts.push(draft);
  }
  const strayMark = tokens.find((token) => token.kind === 'mark' && token.mark.strength === 'strong');
  const numbers = drafts.map((draft, index) => ({
    written: draft.written,
    lead: text.slice(drafts[index - 1]?.end ?? 0, draft.start),
    tail: text.slice(draft.end, drafts[index + 1]?.start ?? text.length),
    ...(draft.mark && { mark: draft.mark }),
    ...(draft.number.factor !== undefined && { factor: draft.number.factor }),
  }));
  return strayMark?.kind === 'mark' ? { numbers, strayMark: strayMark.mark } : { numbers };
}

/** A mark between two numbers belongs to the one it touches; touching both or none, to the side the text begins with. */
function belongsLeft(
  text: string,
  mark: MarkToken,
  left: NumberToken,
  next: PriceToken | undefined,
  suffixStyle: boolean,
): boolean {
  if (next?.kind !== 'number' || !adjacentRight.test(text.slice(mark.end, next.start))) return true;
  const touchesLeft = mark.start === left.end;
  const touchesRight = mark.end === next.start;
  return touchesLeft === touchesRight ? suffixStyle : touchesLeft;
}

function joined(a: CurrencyMark | undefined, b: CurrencyMark | undefined): CurrencyMark | undefined {
  if (!a || !b) return a ?? b;
  const codes = a.codes.filter((code) => b.codes.includes(code));
  if (codes.length > 0) return { ...a, codes };
  return b.strength === 'strong' && a.strength !== 'strong' ? b : a;
}

interface DecimalsApart {
  readonly decimals: string;
  readonly mark?: CurrencyMark;
  readonly end: number;
  /** Index of the last token used. */
  readonly index: number;
}

/** Two digits that are the decimals of the number before: around the currency (`12€50`, `35€ 99`) or raised (`$12 99`). */
function decimalsApart(
  text: string,
  tokens: readonly PriceToken[],
  index: number,
  prefix: MarkToken | undefined,
): DecimalsApart | undefined {
  const whole = tokens[index];
  const next = tokens[index + 1];
  if (whole?.kind !== 'number' || whole.written.decimals !== undefined || whole.factor !== undefined || !next)
    return undefined;
  if (next.kind === 'number') return raisedDecimals(text, tokens, index, prefix);
  const cents = tokens[index + 2];
  if (prefix || cents?.kind !== 'number' || next.mark.cents || !isTwoDigits(cents)) return undefined;
  const gap = text.slice(whole.end, next.start);
  const tight = next.end === cents.start;
  if (!(gap === '' || /^[.,]$/.test(gap)) || (!tight && text.slice(next.end, cents.start) !== ' ')) return undefined;
  const after = tokens[index + 3];
  const afterCents = text.slice(cents.end);
  const subunit = after?.kind === 'mark' && after.mark.cents;
  if (
    tight
      ? /^\s?%/.test(afterCents) || (after?.kind === 'mark' && after.start === cents.end && !subunit)
      : !/^[\s*.)]*$/.test(afterCents) && !subunit
  )
    return undefined;
  return {
    decimals: cents.written.groups[0] ?? '',
    mark: next.mark,
    end: subunit ? after.end : cents.end,
    index: subunit ? index + 3 : index + 2,
  };
}

function raisedDecimals(
  text: string,
  tokens: readonly PriceToken[],
  index: number,
  prefix: MarkToken | undefined,
): DecimalsApart | undefined {
  const whole = tokens[index];
  const cents = tokens[index + 1];
  const after = tokens[index + 2];
  if (
    whole?.kind !== 'number' ||
    cents?.kind !== 'number' ||
    !isTwoDigits(cents) ||
    text.slice(whole.end, cents.start) !== ' '
  )
    return undefined;
  const suffix = after?.kind === 'mark' && /^ ?$/.test(text.slice(cents.end, after.start)) ? after : undefined;
  const rest = text.slice(suffix?.end ?? cents.end);
  if (!prefix && !suffix ? !/^\s*$/.test(rest) || index > 0 : /^\s*[\d%x×]/.test(rest)) return undefined;
  if (/^[01]?\d$/.test(whole.written.groups.join('')) && !prefix && !suffix) return undefined;
  return {
    decimals: cents.written.groups[0] ?? '',
    end: suffix?.end ?? cents.end,
    index: suffix ? index + 2 : index + 1,
    ...(suffix && { mark: suffix.mark }),
  };
}

function isTwoDigits(token: NumberToken): boolean {
  const { groups, decimals } = token.written;
  return groups.length === 1 && groups[0]?.length === 2 && decimals === undefined && token.factor === undefined;
}
