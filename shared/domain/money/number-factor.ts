/** Words and letters that multiply the number before them. */
const factors: readonly (readonly [factor: number, words: string])[] = [
  [1e2, 'hundred'],
  [1e3, 'thousand|tsd|tys|тыс|тис|mil|ribu|rb|tisíc|tis|tausend|хил'],
  [1e5, 'lakh|lakhs|lac|lacs|लाख'],
  [
    1e6,
    'million|millions|millionen|millones|millón|milhões|milhão|milioni|mln|mio|mill|milj|млн|juta|jt|tr|triệu|milyon',
  ],
  [1e7, 'crore|crores|cr|करोड़'],
  [1e12, 'trillion|trillions|bilhões'],
  [1e9, 'billion|billions|milliarden|milliards|mrd|mld|bn|млрд|tỷ'],
];
const unspacedFactors: Readonly<Record<string, number>> = {
  千: 1e3,
  천: 1e3,
  万: 1e4,
  萬: 1e4,
  만: 1e4,
  億: 1e8,
  亿: 1e8,
  억: 1e8,
};
const letterFactors: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, m: 1e6, M: 1e6, B: 1e9, T: 1e12 };

const factorOfWord = new Map(
  factors.flatMap(([factor, words]) => words.split('|').map((word): [string, number] => [word, factor])),
);

/** Not `BN$`, which is a currency. */
const word = / ?([\p{L}\p{M}]+)(?![\p{L}\p{M}$£])\.?/uy;
const unspaced = / ?([千천万萬만億亿억])/uy;
/** A letter touches its number (`10k`) or its currency (`10 k€`). */
const letter = /[kKmMBT](?![\p{L}\p{M}\d²³])| [kM](?=[€$£])/uy;
/** After an amount with its currency in front, also apart: `$1.26 M`. */
const letterApart = / ?[kKMBT](?=[\s.,;)]*$)/uy;

/** The factor written at `index`, right after a number (`afterMark`: with its currency in front), with its end; undefined where there is none. */
export function factorAt(text: string, index: number, afterMark: boolean): { factor: number; end: number } | undefined {
  if (!/[ \p{L}]/u.test(text.charAt(index))) return undefined;
  for (const pattern of afterMark ? [letter, letterApart] : [letter]) {
    pattern.lastIndex = index;
    const byLetter = pattern.exec(text)?.[0].trim();
    if (byLetter) return { factor: letterFactors[byLetter] ?? 1, end: pattern.lastIndex };
  }
  unspaced.lastIndex = index;
  const byCharacter = unspaced.exec(text)?.[1];
  if (byCharacter) return { factor: unspacedFactors[byCharacter] ?? 1, end: unspaced.lastIndex };
  word.lastIndex = index;
  const byWord = word.exec(text)?.[1];
  const factor = byWord === undefined ? undefined : factorOfWord.get(byWord.toLowerCase());
  return factor === undefined ? undefined : { factor, end: word.lastIndex };
}
