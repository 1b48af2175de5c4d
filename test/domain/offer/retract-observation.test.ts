import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DetectorInput } from '../../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../../shared/domain/detection/detector-state.ts';
import { applyLevelStep } from '../../../shared/domain/detection/level-steps.ts';
import { stepsOf } from '../../../shared/domain/offer/history-steps.ts';
import { retractCandidate } from '../../../shared/domain/offer/retract-candidate.ts';
import { holdsObservation, retractObservation } from '../../../shared/domain/offer/retract-observation.ts';
import { daily, day, standing, tell } from '../detection/price-story.ts';
import { offerAfter } from './offer-story.ts';

/** Believable prices, each another one, days apart. */
const believable = fc
  .uniqueArray(fc.integer({ min: 900, max: 1_120 }), { minLength: 2, maxLength: 25 })
  .chain((prices) =>
    fc.record({
      prices: fc.constant(prices),
      gaps: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: prices.length, maxLength: prices.length }),
      wrong: fc.integer({ min: 0, max: prices.length - 1 }),
      openAt: fc.subarray(prices.map((_, i) => i + 1)),
    }),
  )
  .map(({ prices, gaps, ...rest }) => {
    let at = 0;
    const inputs = prices.map((minor, i): DetectorInput => {
      at += gaps[i] ?? 1;
      return { atMs: day(at), minor };
    });
    return { inputs, ...rest };
  });

/** The same observations, but nobody looked while the wrong price stood. */
function asIfUnseen(inputs: readonly DetectorInput[], wrong: number): DetectorInput[] {
  return inputs.flatMap((input, i) => {
    if (i === wrong) return [];
    if (i !== wrong + 1 || wrong === 0) return [input];
    return [{ ...input, silences: [{ fromMs: inputs[wrong]?.atMs ?? 0, untilMs: input.atMs }] }];
  });
}

const figures = ({ levels, known, stepScale, firstAtMs }: DetectorState) => ({ levels, known, stepScale, firstAtMs });

/** The buckets from the one that holds the observation on, as the handler reads them. */
function retract(inputs: readonly DetectorInput[], sequence: number, openAt: readonly number[] = []) {
  const { offer, buckets } = offerAfter(inputs, openAt);
  const from = buckets.findIndex((bucket) => holdsObservation(bucket, { sequence }));
  const retracted = retractObservation(offer, buckets.slice(Math.max(0, from)), { sequence });
  if (!retracted?.offer.detector) throw new Error('nothing was retracted');
  return { ...retracted, detector: retracted.offer.detector };
}

describe('a price taken out of the history', () => {
  it('leaves what there would be if nobody had looked while it stood, whatever bucket it is in', () => {
    fc.assert(
      fc.property(believable, ({ inputs, wrong, openAt }) => {
        const { detector } = retract(inputs, wrong + 1, openAt);
        const rest = asIfUnseen(inputs, wrong);
        if (wrong < inputs.length - 1) expect(figures(detector)).toEqual(figures(tell(rest).state));
      }),
    );
  });

  it('leaves every bucket a checkpoint from which its steps lead to the same state', () => {
    fc.assert(
      fc.property(believable, ({ inputs, wrong, openAt }) => {
        const { buckets } = offerAfter(inputs, openAt);
        const { patches, detector } = retract(inputs, wrong + 1, openAt);
        const [last, patch] = [buckets.at(-1), patches.at(-1)];
        if (!last || !patch?.checkpoint) return;
        const kept = Object.entries(last.changes).filter(([key]) => !(key in patch.removed));
        const steps = stepsOf({ changes: Object.fromEntries(kept), ends: { ...last.ends, ...patch.ends } });
        const replayed = steps.reduce((state, { step }) => applyLevelStep(state, step), patch.checkpoint);
        expect(figures(replayed)).toEqual(figures(detector));
      }),
    );
  });

  it('is known to be wrong from then on, and no longer the last accepted price', () => {
    const { offer, minor } = retract(daily(...standing(1_000, 20), 700), 21);
    expect(minor).toBe(700);
    expect(offer.price).toEqual({ minor: 1_000, currency: 'EUR' });
    expect(offer.detector?.wrong).toEqual([{ minor: 700, times: 1 }]);
  });

  it('stands between no two prices any more: low and median are those of the others', () => {
    const inputs = [...daily(...standing(1_000, 20)), { atMs: day(20), minor: 600 }, { atMs: day(25), minor: 1_000 }];
    const { detector } = retract(inputs, 21);
    expect(detector.levels.map((level) => level.minor)).toEqual([1_000, 1_000]);
    expect(detector.levels[0]?.untilMs).toBe(day(20));
  });

  it('takes the stretches with it over which it stood on after a silence', () => {
    const silences = [{ fromMs: day(22), untilMs: day(26) }];
    const inputs = [
      ...daily(...standing(1_000, 20)),
      { atMs: day(20), minor: 600 },
      { atMs: day(28), minor: 990, silences },
    ];
    const { detector, patches } = retract(inputs, 21);
    expect(detector.levels.map((level) => level.minor)).toEqual([1_000, 990]);
    expect(Object.values(patches[0]?.removed ?? {})).toEqual([
      [day(20), 600],
      [day(26), 600],
    ]);
  });

  it('frees the price in quarantine that only the wrong one spoke against', () => {
    const { offer } = retract(daily(10, 1_000, 1_000), 1);
    expect(offer.price).toEqual({ minor: 1_000, currency: 'EUR' });
    expect(offer.detector).toMatchObject({ candidate: null, levels: [{ minor: 1_000, fromMs: day(1) }] });
  });

  it('shows which later deals rested on it', () => {
    const raised = [
      ...daily(...standing(1_000, 10)),
      ...Array.from({ length: 30 }, (_, i) => ({ atMs: day(10 + i), minor: 1_400 })),
    ];
    const inputs = [...raised, { atMs: day(40), minor: 950 }, { atMs: day(41), minor: 940 }];
    expect(tell(inputs.slice(0, 41)).verdict.type).toBe('deal');
    const { later } = retract(inputs, 11);
    expect(later.find(({ sequence }) => sequence === 41)).toMatchObject({ isDeal: false });
  });

  it('gives nothing where the history does not hold it', () => {
    const { offer, buckets } = offerAfter(daily(...standing(1_000, 20), 10));
    expect(retractObservation(offer, buckets, { sequence: 21, atMs: day(20), minor: 10 })).toBeUndefined();
  });
});

describe('a price that never entered the history', () => {
  it('leaves quarantine and is known to be wrong', () => {
    const { state } = tell(daily(...standing(1_000, 20), 260));
    expect(state.candidate?.minor).toBe(260);
    expect(retractCandidate(state, 260)).toMatchObject({ candidate: null, wrong: [{ minor: 260, times: 1 }] });
  });
});
