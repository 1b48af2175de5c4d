/** Scripts written without spaces between words: found by pairs of neighbouring characters instead. */
const unspaced =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}\\p{scx=Tibetan}';
const runs = new RegExp(`[${unspaced}]+|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const isUnspaced = new RegExp(`^[${unspaced}]`, 'u');
const accents = /([\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])\p{M}+/gu;

/**
 * The words of a text as they are compared, each once, in order: without case, accents or width, a plural's last s left
 * out; in scripts without spaces every pair of neighbouring characters counts as one.
 */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKD').replace(accents, '$1').normalize('NFC').toUpperCase().toLowerCase();
  const found = folded.match(runs) ?? [];
  return [...new Set(found.flatMap((run) => (isUnspaced.test(run) ? pairsOf(run) : [withoutPlural(run)])))];
}

/** A name as it is compared as a whole. */
export function foldName(text: string): string {
  return wordsOf(text).join(' ');
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

const withoutPlural = (word: string): string => (/.{3}[^s]s$/.test(word) ? word.slice(0, -1) : word);
