import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DetectorInput, detect } from '../../../shared/domain/detection/detect.ts';
import {
  detectorState,
  maxKnownLevels,
  maxLevels,
  maxWrongValues,
} from '../../../shared/domain/detection/detector-state.ts';
import type { Verdict } from '../../../shared/domain/detection/verdict.ts';
import { daily, day, dayMs, standing, tell } from './price-story.ts';

/** Prices as shops have them: levels that stand for days, with errors and zeroes between. */
const stories = fc
  .array(
    fc.record({
      minor: fc.oneof(
        { weight: 6, arbitrary: fc.integer({ min: 50, max: 20_000 }) },
        { weight: 2, arbitrary: fc.constantFrom(1999, 1499, 200, 19_990, 899) },
        { weight: 1, arbitrary: fc.constant(0) },
      ),
      days: fc.integer({ min: 0, max: 12 }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((levels) => {
    let at = 0;
    return levels.flatMap(({ minor, days }): DetectorInput[] => {
      const looks = Array.from({ length: Math.max(1, days) }, (_, index) => ({ atMs: day(at + index), minor }));
      at += days;
      return looks;
    });
  });

const essence = (verdict: Verdict) => [verdict.type, verdict.type === 'suspect' && verdict.kind];

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

describe('every verdict', () => {
  it('depends on nothing that comes after it, and leaves the state it was given alone', () => {
    fc.assert(
      fc.property(stories, fc.nat(), (story, cut) => {
        const length = 1 + (cut % story.length);
        const whole = tell(story).verdicts.slice(0, length);
        expect(tell(story.slice(0, length)).verdicts).toEqual(whole);
        const frozen = deepFreeze(tell(story).state);
        expect(() => detect(frozen, { atMs: day(400), minor: 1234 })).not.toThrow();
      }),
    );
  });

  it('is the same whatever the currency is called', () => {
    fc.assert(
      fc.property(stories, fc.constantFrom('EUR', 'USD', 'JPY', 'KWD'), (story, currency) => {
        const named = story.map((input) => ({ ...input, currency }));
        expect(tell(named).verdicts).toEqual(tell(story).verdicts);
      }),
    );
  });

  it('is the same in a currency of a hundred times smaller units, where no number names a fault by its digits', () => {
    const plain = fc.array(fc.integer({ min: 20_000, max: 99_999 }), { minLength: 3, maxLength: 25 });
    fc.assert(
      fc.property(plain, fc.integer({ min: 1, max: 6_000 }), (prices, last) => {
        const story = daily(...prices, last * 50);
        const scaled = story.map(({ atMs, minor }) => ({ atMs, minor: minor * 100 }));
        const [small, large] = [tell(story), tell(scaled)];
        const digitCodes = [
          'decimal-shift',
          'digit-dropped',
          'currency-rate',
          'pack-multiple',
          'unit-of-pack',
          'round-cut',
        ];
        fc.pre(
          [...small.verdicts, ...large.verdicts].every(
            ({ reasons }) => !reasons.some((code) => digitCodes.includes(code)),
          ),
        );
        expect(large.verdicts.map(essence)).toEqual(small.verdicts.map(essence));
      }),
    );
  });

  it('grows no milder as a price falls deeper, where nothing speaks for the cut', () => {
    // Cuts by a computed percentage are believed on purpose; prices below 5.00 have too few digits for that.
    const rank = { normal: 0, deal: 1, suspect: 2 };
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 499 }), (usual) => {
        const { state } = tell(daily(...standing(usual, 40)));
        let mildest = 0;
        for (let minor = usual; minor > 0; minor -= 1) {
          const { verdict } = detect(state, { atMs: day(40), minor });
          expect(rank[verdict.type], `${minor} of ${usual}`).toBeGreaterThanOrEqual(mildest);
          // A digit left out names itself wherever it comes to; it says nothing of the prices around it.
          if (!verdict.reasons.includes('digit-dropped')) mildest = rank[verdict.type];
        }
      }),
      { numRuns: 25 },
    );
  });

  it('grows no milder as a price rises higher', () => {
    const rises = [1.1, 1.5, 2.1, 2.7, 3.1, 3.3, 4.7, 9.3, 37, 1234];
    const suspects = rises.map(
      (rise) => tell(daily(...standing(2461, 40), Math.round(2461 * rise))).verdict.type === 'suspect',
    );
    expect(suspects).toEqual([...suspects].sort((a, b) => Number(a) - Number(b)));
    expect(suspects.at(-1)).toBe(true);
  });
});

describe('observations of one instant', () => {
  it('leave a price that stood for no time out of the statistics', () => {
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 3000 }), fc.integer({ min: 900, max: 3000 }), (between, last) => {
        const seen = daily(...standing(2000, 20));
        const now = { atMs: day(20), minor: last };
        const direct = tell([...seen, now]).verdict;
        const after = tell([...seen, { atMs: day(20), minor: between }, now]).verdict;
        expect(after.baseline?.medianMinor).toBe(direct.baseline?.medianMinor);
        expect(after.baseline?.low30Minor).toBe(direct.baseline?.low30Minor);
      }),
    );
  });

  it('are judged in the order in which they come, and an earlier instant counts as the last one', () => {
    const seen = daily(...standing(2000, 20));
    const late = tell([...seen, { atMs: day(20), minor: 1900 }, { atMs: day(3), minor: 1950 }]);
    const level = tell([...seen, { atMs: day(20), minor: 1900 }, { atMs: day(20), minor: 1950 }]);
    expect(late).toEqual(level);
  });
});

describe('the state', () => {
  it('is bounded, ordered, and parses as its own schema after every story', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const { state } = tell([...story, ...story.map((input) => ({ ...input, atMs: input.atMs + 400 * dayMs }))]);
        expect(detectorState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
        expect(state.levels.length).toBeLessThanOrEqual(maxLevels);
        expect(state.known.length).toBeLessThanOrEqual(maxKnownLevels);
        expect(state.wrong.length).toBeLessThanOrEqual(maxWrongValues);
        const starts = state.levels.map(({ fromMs }) => fromMs);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
    );
  });
});
