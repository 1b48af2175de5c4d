import type { Silence } from '../observation/looks.ts';
import { baselineOf } from './baseline.ts';
import { isDeal } from './deal-rule.ts';
import { type Candidate, type DetectorState, newState } from './detector-state.ts';
import type { Evidence } from './evidence.ts';
import { acceptLevel, standingLevel, type WindowStats, windowStats } from './history.ts';
import { type Belief, type Doubt, judge } from './judge.ts';
import { applyLevelStep, silenceSteps } from './level-steps.ts';
import { afterGoing, continues, follows, hasPersisted, newCandidate, resolutionOf, settle } from './quarantine.ts';
import type { ShopWatch } from './shop-watch.ts';
import type { Baseline, PricePoint, Resolution, Verdict } from './verdict.ts';

/** A price as the detector takes it; the rest helps where it is known. */
export interface DetectorInput extends PricePoint {
  readonly currency?: string;
  readonly evidence?: Evidence;
  /** Times since the previous observation that reached the detector in which nobody looked; oldest first. */
  readonly silences?: readonly Silence[];
}

export interface Detection {
  readonly state: DetectorState;
  readonly verdict: Verdict;
  /** How a suspect ended with this observation: an earlier one, or this one where the numbers alone decide. */
  readonly resolution?: Resolution;
}

/** An observation with everything known when it is judged. */
interface Sight {
  readonly state: DetectorState;
  readonly stats: WindowStats | null;
  readonly baseline: Baseline | null;
  readonly minor: number;
  readonly atMs: number;
  /** Where it differs from the history's. */
  readonly currency?: string | undefined;
}

/**
 * Judges one observation of an offer and gives the state to keep. Pure and without a clock: everything it knows is in
 * the arguments, so no verdict depends on the future. Suspect prices stay in the state's quarantine and enter no
 * statistic until they are accepted. An instant before the last one counts as the last one.
 */
export function detect(before: DetectorState | undefined, point: DetectorInput, shop?: ShopWatch): Detection {
  const { minor, evidence = {} } = point;
  const known = before ?? newState(point.atMs, point.currency);
  const atMs = Math.max(point.atMs, known.lastAtMs);
  const looked = { ...known, lastAtMs: atMs };
  const state = silenceSteps(looked, point.silences ?? [], atMs).reduce(applyLevelStep, looked);
  const stats = windowStats(state, atMs);
  if (isForeign(state, point)) {
    const sight = { state, stats: null, baseline: null, minor, atMs, currency: point.currency };
    return quarantine(sight, foreign);
  }
  const judgement = judge({ state, stats, minor, atMs, evidence, shop });
  const sight = { state, stats, baseline: baselineOf(state, stats, minor), minor, atMs };
  return judgement.plausible ? believe(sight, judgement) : quarantine(sight, judgement);
}

/** Amounts of two currencies are never compared (see money.ts). */
const isForeign = (state: DetectorState, { currency }: DetectorInput): boolean =>
  currency !== undefined && state.currency !== undefined && currency !== state.currency;

const foreign: Doubt = {
  plausible: false,
  kind: 'wrong-currency',
  reasons: ['other-currency'],
  ratio: 1,
  telling: true,
  decisive: false,
};

function believe(sight: Sight, { reasons }: Belief): Detection {
  const { state, stats, baseline, minor, atMs } = sight;
  const falls = minor < (standingLevel(state)?.minor ?? 0);
  const verdict: Verdict =
    baseline !== null && falls && isDeal(minor, stats)
      ? // Within what was seen before, and yet unusually good: only the latter is news.
        { type: 'deal', reasons: ['deal-rule', ...reasons.filter((reason) => reason !== 'within-range')], baseline }
      : { type: 'normal', reasons, baseline };
  const { candidate } = state;
  if (candidate === null) return { state: acceptLevel(state, minor, atMs), verdict };
  const followed = baseline !== null && follows(candidate, minor, baseline.nearestMinor);
  const outcome = followed ? 'accepted' : afterGoing(candidate, minor);
  return {
    state: acceptLevel(settle(state, candidate, outcome), minor, atMs),
    verdict,
    resolution: resolutionOf(candidate, outcome, [followed ? 'level-followed' : 'went-back']),
  };
}

function quarantine(sight: Sight, judgement: Doubt): Detection {
  const { state, stats, baseline, minor, atMs, currency } = sight;
  const { kind, reasons, telling, decisive } = judgement;
  const fresh = newCandidate(judgement, {
    minor,
    atMs,
    currency,
    standingMinor: standingLevel(state)?.minor ?? minor,
    dealIfReal: isDeal(minor, stats),
  });
  const verdict: Verdict = { type: 'suspect', kind, reasons, baseline };
  const earlier = state.candidate;
  const goesOn = earlier !== null && continues(earlier, minor, currency);
  // A telling blip does not end the wait for a price that was seen repeatedly; nor does a value known to be wrong.
  const isWrong = reasons.includes('value-proved-wrong') || reasons.includes('value-wrong-in-shop');
  const isBlip = telling && earlier !== null && earlier.observations > 1 && !earlier.interrupted;
  if (earlier !== null && !goesOn && (isBlip || isWrong)) {
    const resolution = resolutionOf(fresh, 'error', []);
    return { state: { ...state, candidate: { ...earlier, interrupted: true } }, verdict, resolution };
  }
  const candidate: Candidate = goesOn
    ? { ...earlier, minor, lastAtMs: atMs, observations: earlier.observations + 1, interrupted: false }
    : fresh;
  if (hasPersisted(candidate)) {
    return {
      state: settle(state, candidate, 'accepted'),
      verdict: { type: 'normal', reasons: ['level-persisted'], baseline },
      resolution: resolutionOf(candidate, 'accepted', ['level-persisted']),
    };
  }
  return {
    state: { ...state, candidate: { ...candidate, decided: candidate.decided || decisive } },
    verdict: goesOn
      ? { type: 'suspect', kind: candidate.kind, reasons: ['still-suspect', ...candidate.reasons], baseline }
      : verdict,
    ...(decisive && !candidate.decided ? { resolution: resolutionOf(candidate, 'error', []) } : {}),
  };
}
