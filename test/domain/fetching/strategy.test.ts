import { describe, expect, it } from 'vitest';
import { type Strategy, wayLearnt, waysToTry } from '../../../shared/domain/fetching/strategy.ts';

const hourMs = 3_600_000;
const nowMs = 100 * 24 * hourMs;
const all: readonly Strategy[] = ['http', 'browser', 'jina'];
const shopBy = (strategy: Strategy, sinceMs = 0) => ({ strategy, sinceMs });

describe('the ways to try', () => {
  it.each<readonly [string, Parameters<typeof waysToTry>, readonly Strategy[]]>([
    ['begin with the cheapest', [all, shopBy('http'), {}, 'scheduled', nowMs], all],
    [
      'begin with the one that works for the shop',
      [all, shopBy('browser'), {}, 'scheduled', nowMs],
      ['browser', 'jina'],
    ],
    [
      'begin with the one that worked for the offer',
      [all, shopBy('http'), { readBy: shopBy('jina', nowMs - hourMs) }, 'scheduled', nowMs],
      ['jina'],
    ],
    [
      'begin with the shop’s again after a day',
      [all, shopBy('http'), { readBy: shopBy('jina', nowMs - 25 * hourMs) }, 'scheduled', nowMs],
      all,
    ],
    [
      'begin with the shop’s when that is known since',
      [all, shopBy('http', nowMs - 1), { readBy: shopBy('jina', nowMs - hourMs) }, 'scheduled', nowMs],
      all,
    ],
    [
      'are one for a day after all were tried in vain',
      [all, shopBy('http'), { inVainAtMs: nowMs - hourMs }, 'scheduled', nowMs],
      ['http'],
    ],
    ['are all again a day later', [all, shopBy('http'), { inVainAtMs: nowMs - 25 * hourMs }, 'scheduled', nowMs], all],
    ['of a second look begin with another', [all, shopBy('http'), {}, 'confirm', nowMs], ['browser', 'jina', 'http']],
    [
      'of a second look are the same where there is no other',
      [['http'], shopBy('http'), {}, 'confirm', nowMs],
      ['http'],
    ],
    ['of a second look do not go back to what had failed', [all, shopBy('jina'), {}, 'confirm', nowMs], ['jina']],
    ['leave out what is not available', [['browser'], shopBy('http'), {}, 'scheduled', nowMs], ['browser']],
    ['are none where none is', [[], shopBy('http'), {}, 'scheduled', nowMs], []],
  ])('%s', (_, given, expected) => {
    expect(waysToTry(...given)).toEqual(expected);
  });
});

describe('the way a shop is remembered by', () => {
  it('becomes a cheaper one at once, and a costlier one only when nothing is read the usual way any more', () => {
    expect(wayLearnt(all, shopBy('jina'), shopBy('http', 5), true)).toEqual(shopBy('http', 5));
    expect(wayLearnt(all, shopBy('http'), shopBy('browser', 5), false)).toEqual(shopBy('browser', 5));
    expect(wayLearnt(all, shopBy('http'), shopBy('browser', 5), true)).toBeUndefined();
  });
});
