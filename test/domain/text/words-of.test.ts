import { expect, it } from 'vitest';
import { foldName, wordsOf } from '../../../shared/domain/text/words-of.ts';

it.each([
  ['Bose QuietComfort 45 Headphones', ['bose', 'quietcomfort', '45', 'headphone']],
  ['Crème brûlée-Set, “groß”', ['creme', 'brulee', 'set', 'gross']],
  ['ＡＢＣ １２', ['abc', '12']],
  ['USS Glass bus', ['uss', 'glass', 'bus']],
  ['ヘッドホン Sony', ['ヘッ', 'ッド', 'ドホ', 'ホン', 'sony']],
  ['ドライヤー', ['ドラ', 'ライ', 'イヤ', 'ヤー']],
  ['Чайник Ёлка', ['чаиник', 'елка']],
  ['red red RED', ['red']],
  ['– … !', []],
])('reads the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it('tells ambiguous neighbours apart: a voiced kana is not its unvoiced one', () => {
  expect(wordsOf('バス')).not.toEqual(wordsOf('ハス'));
});

it('folds a name as a whole', () => {
  expect([foldName(' De’Longhi '), foldName('AUDIO‑TECHNICA')]).toEqual(['de longhi', 'audio technica']);
});
