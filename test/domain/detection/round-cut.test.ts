import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHabitualCut, isRoundCut } from '../../../shared/domain/detection/round-cut.ts';

describe('a cut by a multiple of 5 %', () => {
  it.each([
    [2499, 374, '85 % off, cut off'],
    [2499, 375, '85 % off, rounded'],
    [5999, 1499, '75 % off'],
    [2499, 1749, '30 % off'],
  ])('%i to %i is one (%s)', (from, to) => {
    expect(isRoundCut(from, to)).toBe(true);
  });

  it.each([
    [2499, 380, 'between two steps'],
    [199, 99, 'too few digits to tell'],
    [1999, 200, 'a tenth is a moved decimal point'],
    [1999, 199, 'a tenth cut off may still be a digit left out'],
    [2499, 2499, 'no cut'],
    [2499, 25, 'no sale'],
  ])('%i to %i is none (%s)', (from, to) => {
    expect(isRoundCut(from, to)).toBe(false);
  });

  it('is hit by chance at most once in twenty-five', () => {
    const prices = fc.integer({ min: 1000, max: 9999 });
    fc.assert(
      fc.property(prices, (from) => {
        const hits = Array.from({ length: from - 1 }, (_, index) => isRoundCut(from, index + 1)).filter(Boolean).length;
        expect(hits / from).toBeLessThanOrEqual(0.04);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a cut of a shop that is known to compute them', () => {
  it('may be a tenth that is cut off, an odd percentage, or of a cheap product', () => {
    expect(isHabitualCut(1499, 149)).toBe(true);
    expect(isHabitualCut(2450, 563)).toBe(true);
    expect(isHabitualCut(899, 134)).toBe(true);
  });

  it('is never a tenth that is rounded, nor an odd percentage deeper than 80 % off', () => {
    expect(isHabitualCut(1499, 150)).toBe(false);
    expect(isHabitualCut(2499, 299)).toBe(false);
  });
});
