import { wordsOf } from '../text/words-of.ts';
import type { CategoryId } from './categories.ts';
import { categoryWords, googleCategories, rootWords, wholeBranches } from './category-words.ts';

/** A word or phrase that names a category: all its words have to be there. */
interface Phrase {
  readonly words: readonly string[];
  readonly category: CategoryId;
}

interface Found {
  readonly category: CategoryId;
  /** The phrase itself, or only the end or beginning of a compound. */
  readonly isWhole: boolean;
  readonly words: readonly string[];
}

/** Deeper steps of the way say more of the product than those above them. */
const depthWeight = 0.5;
const compoundWeight = 0.5;
const compoundLetters = { whole: 8, part: 5 } as const;
/** Languages that write words in one, the main one last. */
const compounding: ReadonlySet<string> = new Set(['de', 'nl', 'sv', 'da', 'nb', 'no']);

const phrasesOf = (lines: readonly string[]) => lines.flatMap((line) => line.split(',').map(wordsOf));

const index = indexOf(
  Object.entries(categoryWords).flatMap(([category, lines]) =>
    // Its own keys are its categories; the type of entries says string.
    phrasesOf(lines).map((words) => ({ words, category: category as CategoryId })),
  ),
);
const roots: ReadonlySet<string> = new Set(phrasesOf(rootWords).map((words) => words.join(' ')));
const branches: ReadonlySet<CategoryId> = new Set(wholeBranches);

/**
 * The category that a shop's way to a product (general → special) names; undefined where it names none of ours. What is
 * special counts more, except within a branch that is a category as a whole.
 */
export function categoryOfPath(path: readonly string[], locale: string | undefined): CategoryId | undefined {
  const isCompounding = compounding.has(locale?.slice(0, 2) ?? '');
  const scores = new Map<CategoryId, number>();
  for (const [depth, step] of path.entries()) {
    const google = googleCategories.get(step);
    const found = google ? [{ category: google, isWhole: true, words: [] }] : findIn(step, depth, isCompounding);
    const branch = found.find(({ category, isWhole }) => isWhole && branches.has(category));
    if (branch) return branch.category;
    const weights = new Map(found.map(({ category, isWhole }) => [category, isWhole ? 1 : compoundWeight]));
    for (const [category, weight] of weights) {
      scores.set(category, (scores.get(category) ?? 0) + weight * (1 + depth * depthWeight));
    }
  }
  const [best] = [...scores].toSorted(([, a], [, b]) => b - a);
  return best?.[0];
}

function findIn(step: string, depth: number, isCompounding: boolean): readonly Found[] {
  const words = wordsOf(step);
  if (depth === 0 && roots.has(words.join(' '))) return [];
  const all = new Set(words);
  const whole = words
    .flatMap((word) => index.get(word) ?? [])
    .filter((phrase) => phrase.words.every((word) => all.has(word)))
    .map(({ category, words }) => ({ category, words, isWhole: true }));
  // "Video games" is about neither videos nor games.
  const telling = whole.filter(
    (found) =>
      !whole.some(
        (other) => other.words.length > found.words.length && found.words.every((word) => other.words.includes(word)),
      ),
  );
  if (telling.length > 0 || !isCompounding) return telling;
  return words.flatMap((word) => partOf(word) ?? []);
}

/** What the longest end of a compound means, or its longest beginning: garden chairs are chairs first. */
function partOf(word: string): Found | undefined {
  if (word.length < compoundLetters.whole) return undefined;
  for (let length = word.length - 1; length >= compoundLetters.part; length -= 1) {
    const category = singleWord(word.slice(-length)) ?? singleWord(word.slice(0, length));
    if (category) return { category, isWhole: false, words: [word] };
  }
  return undefined;
}

const singleWord = (word: string): CategoryId | undefined =>
  index.get(word)?.find(({ words }) => words.length === 1)?.category;

/** By the longest word of each phrase, likely its rarest. */
function indexOf(phrases: readonly Phrase[]): ReadonlyMap<string, readonly Phrase[]> {
  const found = new Map<string, Phrase[]>();
  for (const phrase of phrases) {
    const [key] = phrase.words.toSorted((a, b) => b.length - a.length);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), phrase]);
  }
  return found;
}
