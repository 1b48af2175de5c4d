import { describe, expect, it } from 'vitest';
import {
  cutsDeep,
  emptyShopWatch,
  learnResolution,
  mergeBatch,
  provedWrong,
  type ShopWatch,
  shopEvidence,
  shopWatch,
} from '../../../shared/domain/detection/shop-watch.ts';
import { daily, day, dayMs, standing, tell } from './price-story.ts';

const batch = (changes: readonly (readonly [from: number, to: number])[], atMs = day(0)) => ({
  atMs,
  changes: changes.map(([fromMinor, toMinor]) => ({ fromMinor, toMinor })),
});

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

describe('many products of a shop moving by one ratio', () => {
  const slip = batch(times(5, (index) => [1000 + 37 * index, 10_000 + 370 * index] as const));

  it('are an alarm from the fifth on', () => {
    const watch = mergeBatch(emptyShopWatch, slip);
    expect(shopEvidence(watch, 1500, 15_000, day(0))).toMatchObject({ sameRatio: 5, alarm: 'shop-one-ratio' });
    const four = mergeBatch(emptyShopWatch, { ...slip, changes: slip.changes.slice(1) });
    expect(shopEvidence(four, 1500, 15_000, day(0)).alarm).toBeNull();
  });

  it('include a product that had a sale of its own besides, and no other far move', () => {
    const slipped = batch(times(5, (index) => [10_000 + 370 * index, 100 + 3.7 * index] as const));
    const watch = mergeBatch(emptyShopWatch, slipped);
    expect(shopEvidence(watch, 19_000, 175, day(0))).toMatchObject({ alarm: 'shop-one-ratio' });
    expect(shopEvidence(watch, 19_000, 1_900, day(0)).alarm).toBeNull();
    expect(shopEvidence(watch, 19_000, 5_700, day(0)).alarm).toBeNull();
  });

  it('are counted over batches, and forgotten after the round of checks', () => {
    const halves = [slip.changes.slice(0, 2), slip.changes.slice(2)];
    const watch = halves.reduce((before, changes) => mergeBatch(before, { ...slip, changes }), emptyShopWatch);
    expect(shopEvidence(watch, 1500, 15_000, day(1)).alarm).toBe('shop-one-ratio');
    expect(shopEvidence(watch, 1500, 15_000, day(2)).alarm).toBeNull();
  });

  it('decide a suspect price of the shop at once', () => {
    const watch = mergeBatch(emptyShopWatch, { ...slip, atMs: day(20) });
    const { resolutions, verdict } = tell(daily(...standing(1999, 20), 19_990), watch);
    expect(verdict.reasons).toContain('shop-one-ratio');
    expect(resolutions).toMatchObject([{ observedAtMs: day(20), outcome: 'error' }]);
  });

  it('are no alarm when it is a sale of the whole shop', () => {
    const sale = mergeBatch(emptyShopWatch, batch(times(40, (index) => [2000 + index, 1000 + index / 2] as const)));
    expect(shopEvidence(sale, 3000, 1500, day(0))).toEqual({ sameRatio: 0, sameValue: 0, alarm: null });
  });
});

describe('many products of a shop showing one value', () => {
  it('are an alarm', () => {
    const watch = mergeBatch(emptyShopWatch, batch(times(5, (index) => [500 * (index + 1), 8] as const)));
    expect(shopEvidence(watch, 777, 8, day(0))).toMatchObject({ sameValue: 5, alarm: 'shop-one-value' });
  });
});

describe('a value that proves wrong again and again', () => {
  const wrong = { minor: 8, outcome: 'error' } as const;
  const learnt = times(5, () => wrong).reduce<ShopWatch>(learnResolution, emptyShopWatch);

  it('is the shop’s fault after five occasions, not before', () => {
    expect(provedWrong(learnt, 8)).toBe(true);
    expect(provedWrong(times(4, () => wrong).reduce<ShopWatch>(learnResolution, emptyShopWatch), 8)).toBe(false);
  });

  it('is suspect even as the first price of an offer', () => {
    expect(tell(daily(8), learnt).verdict).toMatchObject({ type: 'suspect', reasons: ['value-wrong-in-shop'] });
    expect(tell(daily(8)).verdict.type).toBe('normal');
  });

  it('is an ordinary price where other values prove wrong as often', () => {
    const mixed = times(6, (index) => ({ minor: 100 + index, outcome: 'error' }) as const);
    expect(provedWrong(mixed.reduce<ShopWatch>(learnResolution, learnt), 8)).toBe(false);
  });

  it('teaches nothing when it was accepted or stayed unclear', () => {
    expect(learnResolution(learnt, { minor: 8, outcome: 'accepted' })).toBe(learnt);
    expect(learnResolution(learnt, { minor: 8, outcome: 'unclear' })).toBe(learnt);
  });
});

describe('a shop that computes deep cuts', () => {
  const cuts = mergeBatch(
    emptyShopWatch,
    batch([
      [5999, 599],
      [2499, 374],
      [1999, 499],
      [3999, 1199],
    ]),
  );

  it('is known for it, and its cuts are believed', () => {
    expect(cutsDeep(cuts)).toBe(true);
    expect(tell(daily(...standing(899, 30), 134), cuts).verdict).toMatchObject({
      type: 'deal',
      reasons: ['deal-rule', 'shop-cuts-deep'],
    });
    expect(tell(daily(...standing(899, 30), 134)).verdict.type).toBe('suspect');
  });

  it('still has errors: a moved decimal point rounds where a cut is cut off', () => {
    expect(tell(daily(...standing(1499, 30), 150), cuts).verdict.type).toBe('suspect');
    expect(tell(daily(...standing(1499, 30), 149), cuts).verdict.type).toBe('deal');
  });

  it('is not taken for one when most far drops are no round percentage', () => {
    const errors = mergeBatch(
      cuts,
      batch([
        [5999, 613],
        [2499, 387],
        [1999, 123],
      ]),
    );
    expect(cutsDeep(errors)).toBe(false);
  });
});

describe('the summary', () => {
  it('is plain JSON of its own schema and stays small', () => {
    const changes = times(500, (index) => [1000 + index, 10 + 7 * index] as const);
    const watch = times(50, (index) => index).reduce(
      (before, index) => mergeBatch(before, batch(changes, day(0) + index * dayMs)),
      emptyShopWatch,
    );
    expect(shopWatch.parse(JSON.parse(JSON.stringify(watch)))).toEqual(watch);
    expect(Object.keys(watch.ratios).length + Object.keys(watch.values).length).toBeLessThanOrEqual(128);
    expect(watch.changed).toBe(25_000);
  });
});
