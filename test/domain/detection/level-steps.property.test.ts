import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DetectorInput, detect } from '../../../shared/domain/detection/detect.ts';
import { type DetectorState, newState } from '../../../shared/domain/detection/detector-state.ts';
import { applyLevelStep, levelChange } from '../../../shared/domain/detection/level-steps.ts';
import { day } from './price-story.ts';

/** Prices, errors, silences and changes of currency, a day or some apart. */
const stories = fc
  .array(
    fc.record({
      minor: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 800, max: 2_000 }) },
        { weight: 2, arbitrary: fc.constantFrom(1_999, 199, 19_990, 0, 20) },
      ),
      days: fc.integer({ min: 1, max: 9 }),
      repeats: fc.integer({ min: 1, max: 6 }),
      silent: fc.boolean(),
      currency: fc.oneof({ weight: 12, arbitrary: fc.constant('EUR') }, { weight: 1, arbitrary: fc.constant('USD') }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((levels) => {
    let at = 0;
    return levels.flatMap(({ minor, days, repeats, silent, currency }) => {
      const silences = silent ? [{ fromMs: day(at + 0.2), untilMs: day(at + 0.6) }] : [];
      return Array.from({ length: repeats }, (_, i): DetectorInput => {
        at += days;
        return { atMs: day(at), minor, currency, silences: i === 0 ? silences : [] };
      });
    });
  });

describe('the steps of an observation', () => {
  it('are exactly what it did to the accepted levels', () => {
    fc.assert(
      fc.property(stories, (story) => {
        let state: DetectorState | null = null;
        let replayed = newState(story[0]?.atMs ?? 0, undefined);
        for (const input of story) {
          const detection = detect(state ?? undefined, input);
          const { steps, restarted } = levelChange(state, input, detection);
          if (restarted) replayed = newState(steps[0]?.atMs ?? 0, undefined);
          replayed = steps.reduce(applyLevelStep, replayed);
          state = detection.state;
          const { levels, known, stepScale, firstAtMs } = detection.state;
          expect(replayed).toMatchObject({ levels, known, stepScale, firstAtMs });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are none while a price stands', () => {
    const first = { atMs: day(0), minor: 1_000 };
    const { state } = detect(undefined, first);
    const again = { atMs: day(5), minor: 1_000 };
    expect(levelChange(state, again, detect(state, again)).steps).toEqual([]);
  });
});
