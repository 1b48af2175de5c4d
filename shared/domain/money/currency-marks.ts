import { currencyCodes } from './currencies.ts';
import {
  centLetterMarks,
  centMarks,
  commonLowerCase,
  dollarPrefixes,
  exactMarks,
  letterMarks,
  type MarkRow,
  plainMarks,
  weakMarks,
} from './currency-mark-rows.ts';

type MarkStrength = 'weak' | 'plain' | 'strong';

export interface CurrencyMark {
  /** ISO 4217 codes the mark may stand for; empty where it is money of no ISO currency. */
  readonly codes: readonly string[];
  /** The one of `codes` that is meant where nothing names another. */
  readonly usual?: string;
  /** `strong`: a currency wherever it stands. `plain`: one beside a number. `weak`: often something else. */
  readonly strength: MarkStrength;
  /** Counts hundredths of the currency. */
  readonly cents: boolean;
  readonly oneLetter: boolean;
}

const exact = new Map<string, CurrencyMark>();
const folded = new Map<string, CurrencyMark>();
/** Lengths of the marks that begin with a character, longest first. */
const lengthsByFirst = new Map<string, number[]>();

function strengthOf(text: string, isIsoCode: boolean): MarkStrength {
  if (weakMarks.has(text)) return 'weak';
  if (isIsoCode) return text === text.toUpperCase() ? 'strong' : commonLowerCase.has(text) ? 'plain' : 'weak';
  return /[^\p{L}\p{M}.' /"]/u.test(text) ? 'strong' : 'plain';
}

function markedCodes(codes: string): Pick<CurrencyMark, 'codes' | 'usual'> {
  const [usual, rest] = codes.split(', ');
  if (usual !== undefined && rest !== undefined) return { codes: [usual, ...rest.split(' ')], usual };
  return { codes: codes === '' ? [] : codes.split(' ') };
}

function add(
  table: Map<string, CurrencyMark>,
  rows: readonly MarkRow[],
  kind: 'iso' | 'cents' | 'letter' | 'cent-letter' | 'name',
): void {
  for (const [codes, marks] of rows) {
    for (const text of marks.split('|')) {
      table.set(text, {
        ...markedCodes(codes),
        strength: strengthOf(text, kind === 'iso'),
        cents: kind === 'cents' || kind === 'cent-letter',
        oneLetter: kind === 'letter' || kind === 'cent-letter',
      });
      for (const first of new Set([text.charAt(0), text.charAt(0).toUpperCase()])) {
        const lengths = lengthsByFirst.get(first) ?? [];
        if (!lengths.includes(text.length)) lengths.push(text.length);
        lengthsByFirst.set(first, lengths);
      }
    }
  }
}

/** `US$`, `US $`, and the French order `$US`, `$ US`; one letter stands apart only in `R $`. */
const dollarMarks = Object.entries(dollarPrefixes).map(([codes, prefixes]): MarkRow => {
  const all = prefixes.split('|');
  const long = all.filter((prefix) => prefix.length > 1);
  const spaced = codes === 'BRL' ? all : long;
  return [
    codes,
    [...all.map((p) => `${p}$`), ...spaced.map((p) => `${p} $`), ...long.flatMap((p) => [`$${p}`, `$ ${p}`])].join('|'),
  ];
});
add(
  folded,
  currencyCodes.map((code): MarkRow => [code, code.toLowerCase()]),
  'iso',
);
add(folded, plainMarks, 'name');
add(folded, centMarks, 'cents');
add(exact, dollarMarks, 'name');
add(exact, exactMarks, 'name');
add(exact, letterMarks, 'letter');
add(exact, centLetterMarks, 'cent-letter');
add(
  exact,
  currencyCodes.map((code): MarkRow => [code, code]),
  'iso',
);
for (const lengths of lengthsByFirst.values()) lengths.sort((a, b) => b - a);

/** Scripts written without spaces: a mark in them may touch other letters. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
const letter = /[\p{L}\p{M}]/u;

/** The longest mark that begins at `index` and does not end within a word, with its end; undefined where there is none. */
export function currencyMarkAt(text: string, index: number): { mark: CurrencyMark; end: number } | undefined {
  for (const length of lengthsByFirst.get(text.charAt(index)) ?? []) {
    const end = index + length;
    if (end > text.length) continue;
    const written = text.slice(index, end);
    const mark = exact.get(written) ?? folded.get(written.toLowerCase());
    if (!mark) continue;
    const last = written.charAt(length - 1);
    const next = text.charAt(end);
    const isWord = letter.test(last);
    if (isWord && next !== '' && letter.test(next) && !unspaced.test(last)) continue;
    return { mark, end: isWord && next === '.' ? end + 1 : end };
  }
  return undefined;
}
