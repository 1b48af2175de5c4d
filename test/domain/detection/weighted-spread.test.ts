import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weightedSpread } from '../../../shared/domain/detection/weighted-spread.ts';

const entries = fc.array(fc.record({ minor: fc.integer({ min: 1, max: 500 }), ms: fc.integer({ min: 1, max: 9 }) }), {
  minLength: 1,
  maxLength: 48,
});

/** The definition, slowly: every price as often as it stood. */
function plainMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

describe('the time-weighted spread', () => {
  it('has the median of the prices repeated for as long as they stood', () => {
    fc.assert(
      fc.property(entries, (stood) => {
        const repeated = stood.flatMap(({ minor, ms }) => Array.from({ length: ms }, () => minor));
        expect(weightedSpread(stood).medianMinor).toBe(plainMedian(repeated));
      }),
    );
  });

  it('covers half of the time with its deviation, and not with less', () => {
    fc.assert(
      fc.property(entries, (stood) => {
        const { medianMinor, madLog } = weightedSpread(stood);
        const total = stood.reduce((sum, { ms }) => sum + ms, 0);
        const within = (limit: number) =>
          stood
            .filter(({ minor }) => Math.abs(Math.log(minor / medianMinor)) <= limit)
            .reduce((sum, { ms }) => sum + ms, 0);
        expect(within(madLog + 1e-9)).toBeGreaterThanOrEqual(total / 2);
        expect(within(madLog - 1e-9)).toBeLessThanOrEqual(total / 2);
      }),
    );
  });

  it('is zero where one price stood most of the time', () => {
    const stood = [
      { minor: 1000, ms: 60 },
      { minor: 2000, ms: 40 },
    ];
    expect(weightedSpread(stood)).toEqual({ medianMinor: 1000, madLog: 0 });
  });
});
