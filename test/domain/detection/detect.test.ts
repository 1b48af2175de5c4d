import { describe, expect, it } from 'vitest';
import { detectorState, isPending } from '../../../shared/domain/detection/detector-state.ts';
import type { Verdict } from '../../../shared/domain/detection/verdict.ts';
import { daily, day, standing, tell } from './price-story.ts';

const kindOf = (verdict: Verdict) => (verdict.type === 'suspect' ? verdict.kind : verdict.type);

describe('a price that does not fit a settled history', () => {
  it.each([
    ['a decimal point moved left', 1999, 200, 'decimal-slip', 'decimal-shift'],
    ['a decimal point moved right', 1999, 19_990, 'decimal-slip', 'decimal-shift'],
    ['a decimal point moved twice', 1999, 199_900, 'decimal-slip', 'decimal-shift'],
    ['the first digit left out', 745, 45, 'missing-digit', 'digit-dropped'],
    ['a digit left out of a price just under half', 189, 89, 'missing-digit', 'digit-dropped'],
    ['another currency shown beside it', 870, 1702, 'wrong-currency', 'currency-rate'],
    ['the euro amount of a price in krone', 14_920, 2000, 'wrong-currency', 'currency-rate'],
    ['three of them', 168, 504, 'wrong-variant', 'pack-multiple'],
    ['one of a pack of twelve', 1431, 119, 'unit-price', 'unit-of-pack'],
    ['nothing to pay', 1999, 0, 'implausible', 'not-positive'],
    ['less than nothing', 1999, -5, 'implausible', 'not-positive'],
    ['a cut that no sale explains', 2461, 529, 'glitch', 'far-below-range'],
    ['a rise that no change explains', 2461, 9117, 'implausible', 'far-above-range'],
  ] as const)('%s is suspect', (_what, usual, minor, kind, reason) => {
    const { verdict, state } = tell(daily(...standing(usual, 40), minor));
    expect(kindOf(verdict)).toBe(kind);
    expect(verdict.reasons).toContain(reason);
    expect(isPending(state)).toBe(true);
  });

  it.each([
    ['a usual sale', 1999, 1499],
    ['half price, though that drops a digit', 1999, 999],
    ['a deep but computed cut', 2499, 374],
    ['an ordinary rise', 1999, 2299],
    ['a price doubled', 300, 600],
  ])('%s is believed', (_what, usual, minor) => {
    expect(tell(daily(...standing(usual, 40), minor)).verdict.type).not.toBe('suspect');
  });

  it('carries the numbers behind the verdict', () => {
    const { verdict } = tell(daily(...standing(2000, 20), ...standing(1000, 10), 1000, 400));
    expect(verdict.baseline).toMatchObject({ days: 30, medianMinor: 2000, low30Minor: 1000, nearestMinor: 1000 });
    expect(verdict.baseline?.discount).toBeCloseTo(0.8);
    expect(verdict.baseline?.discountFromPrior).toBeCloseTo(0.6);
    expect(verdict.baseline?.robustZ).toBeLessThan(-3);
  });

  it('has a finite robust z although a constant history has no spread', () => {
    const { verdict } = tell(daily(...standing(2000, 40), 1500));
    expect(verdict.baseline?.robustZ).toBeCloseTo(Math.log(0.75) / 0.05, 5);
  });
});

describe('the first days of an offer', () => {
  it('say nothing about the first price', () => {
    expect(tell(daily(1999)).verdict).toEqual({ type: 'normal', reasons: ['first-sight'], baseline: null });
  });

  it('believe the way back to a full price that was never seen', () => {
    expect(tell(daily(...standing(799, 9), 3999)).verdict.type).toBe('normal');
  });

  it('still call a moved decimal point', () => {
    expect(kindOf(tell(daily(1999, 1999, 199_900)).verdict)).toBe('decimal-slip');
  });
});

describe('the quarantine', () => {
  it('keeps a suspect price out of every statistic', () => {
    const { verdict } = tell(daily(...standing(2000, 20), 20, 20, ...standing(2000, 10), 1500));
    expect(verdict.baseline).toMatchObject({ medianMinor: 2000, low30Minor: 2000 });
    expect(verdict.type).toBe('deal');
  });

  it('says still-suspect as long as the price stands undecided', () => {
    const { verdict } = tell(daily(...standing(2000, 20), 20, 20));
    expect(verdict.type).toBe('suspect');
    expect(verdict.reasons).toContain('still-suspect');
  });

  it('calls it an error when it goes away', () => {
    const { resolutions, state } = tell(daily(...standing(2000, 20), 20, 20, 2000));
    expect(resolutions).toMatchObject([
      { observedAtMs: day(20), lastObservedAtMs: day(21), observations: 2, outcome: 'error', kind: 'decimal-slip' },
    ]);
    expect(isPending(state)).toBe(false);
  });

  it('does not call a moderate drop an error for having lasted some days', () => {
    const { resolutions } = tell(daily(...standing(2461, 20), 831, 831, 831, 2461));
    expect(resolutions).toMatchObject([{ outcome: 'unclear' }]);
  });

  it('accepts a deep price that stands for days, from when it was first seen', () => {
    const { resolutions, verdict, state } = tell(daily(...standing(2461, 20), ...standing(629, 4)));
    expect(resolutions).toMatchObject([{ outcome: 'accepted', kind: 'genuine-deal', observedAtMs: day(20) }]);
    expect(verdict).toMatchObject({ type: 'normal', reasons: ['level-persisted'] });
    expect(state.levels.at(-1)).toEqual({ minor: 629, fromMs: day(20) });
  });

  it('accepts a shop’s new scale in the end', () => {
    const { resolutions, verdict } = tell(daily(...standing(1999, 20), ...standing(19_990, 16)));
    expect(resolutions).toMatchObject([{ outcome: 'accepted', kind: 'permanent-change' }]);
    expect(verdict.type).toBe('normal');
  });

  it('never accepts a price of zero', () => {
    const { resolutions, verdict } = tell(daily(...standing(1999, 20), ...standing(0, 60)));
    expect(verdict.type).toBe('suspect');
    expect(resolutions.map(({ outcome }) => outcome)).toEqual(['error']);
  });

  it('calls a value that proved wrong before at once', () => {
    const { verdict } = tell(daily(...standing(745, 20), 45, 745, 745, 45));
    expect(verdict.reasons).toEqual(['value-proved-wrong']);
  });

  it('goes on waiting for a new level when an error comes between', () => {
    const story = daily(...standing(2461, 20), 629, 629, 2, 629, 629, 629);
    expect(tell(story).resolutions).toMatchObject([
      { minor: 2, outcome: 'error' },
      { minor: 629, outcome: 'accepted' },
    ]);
  });

  it('takes a plausible price near the suspect one as its going on', () => {
    const { resolutions } = tell(daily(...standing(2461, 20), 831, 980));
    expect(resolutions).toMatchObject([{ outcome: 'accepted', reasons: ['far-below-range', 'level-followed'] }]);
  });
});

describe('levels the offer has had', () => {
  it('are normal when they return', () => {
    const { verdict } = tell(daily(...standing(2999, 30), ...standing(999, 14), ...standing(2999, 20), 999));
    expect(verdict).toMatchObject({ type: 'normal', reasons: ['known-level'] });
  });

  it('are remembered for longer than 30 days', () => {
    const { verdict, state } = tell([
      ...daily(...standing(2999, 30), ...standing(1231, 20), 2999),
      { atMs: day(150), minor: 1231 },
    ]);
    expect(state.known.map(({ minor }) => minor)).toContain(1231);
    expect(verdict.type).not.toBe('suspect');
  });

  it('are not trusted when they are far and stood briefly: two readings may alternate', () => {
    const story = daily(...standing(678, 20), ...standing(151, 5), ...standing(678, 10), 151);
    expect(kindOf(tell(story).verdict)).toBe('wrong-variant');
    expect(tell(story).verdict.reasons).toContain('levels-flap');
  });
});

describe('a deal', () => {
  it('is the first observation 20 % below the median and below the prior price', () => {
    const { verdicts } = tell(daily(...standing(2000, 30), 1600, 1600, 1500));
    expect(verdicts.slice(30).map(({ type }) => type)).toEqual(['deal', 'normal', 'deal']);
  });

  it('needs five days of history', () => {
    expect(tell(daily(...standing(2000, 4), 1500)).verdict.type).toBe('normal');
    expect(tell(daily(...standing(2000, 5), 1500)).verdict.type).toBe('deal');
  });

  it('is measured against the time a price stood, not the number of looks', () => {
    const rare = [
      { atMs: day(0), minor: 2000 },
      ...[25, 25.2, 25.4, 25.6].map((at) => ({ atMs: day(at), minor: 1700 })),
    ];
    expect(tell([...rare, { atMs: day(26), minor: 1500 }]).verdict).toMatchObject({
      type: 'deal',
      baseline: { medianMinor: 2000 },
    });
  });

  it('does not count a time in which nobody looked', () => {
    const seen = daily(...standing(2000, 10));
    const silences = [{ fromMs: day(10), untilMs: day(50) }];
    const { verdict } = tell([...seen, { atMs: day(50), minor: 1500, silences }]);
    expect(verdict).toMatchObject({ type: 'normal', baseline: null });
  });
});

describe('another currency', () => {
  const euros = daily(...standing(1999, 20)).map((point) => ({ ...point, currency: 'EUR' }));

  it('is suspect, whatever the amount', () => {
    const { verdict } = tell([...euros, { atMs: day(20), minor: 1999, currency: 'USD' }]);
    expect(verdict).toMatchObject({ type: 'suspect', kind: 'wrong-currency', reasons: ['other-currency'] });
  });

  it('starts a new history when it stays', () => {
    const dollars = Array.from({ length: 16 }, (_, index) => ({ atMs: day(20 + index), minor: 2199, currency: 'USD' }));
    const { state, verdict } = tell([...euros, ...dollars]);
    expect(verdict.type).toBe('normal');
    expect(state).toMatchObject({ currency: 'USD', levels: [{ minor: 2199, fromMs: day(20) }], candidate: null });
  });
});

describe('evidence beside the number', () => {
  const judged = (evidence: NonNullable<Parameters<typeof tell>[0][number]['evidence']>, minor = 531) =>
    tell([...daily(...standing(2461, 30)), { atMs: day(30), minor, evidence }]).verdict;

  it('believes a deep cut that the page itself states', () => {
    expect(judged({ listMinor: 2461 })).toMatchObject({ type: 'deal', reasons: ['deal-rule', 'list-price-agrees'] });
  });

  it('believes what other retailers ask too', () => {
    expect(judged({ peersMinor: [549] })).toMatchObject({ type: 'deal', reasons: ['deal-rule', 'peers-agree'] });
  });

  it('calls an amount what the page calls it', () => {
    expect(kindOf(judged({ otherVotes: [{ role: 'instalment', minor: 1299 }] }, 1299))).toBe('instalment-or-member');
    expect(kindOf(judged({ otherVotes: [{ role: 'per-unit', minor: 1299 }] }, 1299))).toBe('unit-price');
    expect(kindOf(judged({ variantsMinor: [1299] }, 1299))).toBe('wrong-variant');
  });

  it('says when the page was read with low confidence', () => {
    expect(judged({ extractionConfidence: 0.4 }).reasons).toContain('low-confidence');
  });
});

describe('the state', () => {
  it('is plain JSON of its own schema, and stays small however long the story', () => {
    const inputs = Array.from({ length: 5000 }, (_, index) => ({
      atMs: day(index / 7),
      minor: 1500 + ((index * 7919) % 900),
    }));
    const { state } = tell(inputs);
    expect(detectorState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(JSON.stringify(state).length).toBeLessThan(5000);
  });

  it('drops reason codes of a newer release instead of refusing the document', () => {
    const { state } = tell(daily(...standing(1999, 20), 20));
    const newer = { ...state, candidate: { ...state.candidate, reasons: ['decimal-shift', 'from-the-future'] } };
    expect(detectorState.parse(newer).candidate?.reasons).toEqual(['decimal-shift']);
  });
});
