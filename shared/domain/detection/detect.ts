import { isDeal } from './deal-rule.ts';
import { type Candidate, type DetectorState, dayMs, maxWrongValues } from './detector-state.ts';
import type { Evidence } from './evidence.ts';
import {
  acceptLevel,
  endStanding,
  nearestLevelMinor,
  standingLevel,
  type WindowStats,
  windowStats,
} from './history.ts';
import { type Judgement, judge } from './judge.ts';
import type { ReasonCode } from './reasons.ts';
import type { ShopWatch } from './shop-watch.ts';
import type { Baseline, PricePoint, Resolution, Verdict } from './verdict.ts';

/** A price as the detector takes it. `evidence` and `currency` help where they are known. */
export interface DetectorInput extends PricePoint {
  readonly currency?: string;
  readonly evidence?: Evidence;
  /** When the offer was looked at before this, changed or not; a long silence counts for no price. */
  readonly previousLookAtMs?: number;
}

export interface Detection {
  readonly state: DetectorState;
  readonly verdict: Verdict;
  /** How an earlier suspect ended with this observation. */
  readonly resolution?: Resolution;
}

/**
 * How long a suspect price has to stand to become a level. A plain one (far below, nothing names a fault) may be a
 * genuine sale, which lasts longer than most errors; one whose number names its fault has to stand longer.
 */
const acceptAfterMs = { plain: 4 * dayMs, telling: 14 * dayMs };
const acceptAfterObservations = 5;
/** A price between these shares of the suspect one continues it: a wrong scale moves with its product. */
const sameCandidateLog = Math.log(1.5);
/** A look vouches for the price for a day; silences up to this long are bridged, since daily checks miss days. */
const bridgedMs = 4 * dayMs;
const vouchedMs = dayMs;
/** Spread below which robust z would explode: most series never move (MAD 0). */
const spreadFloorLog = 0.05;

function baselineOf(state: DetectorState, stats: WindowStats | null, minor: number): Baseline | null {
  if (stats === null) return null;
  const nearestMinor = nearestLevelMinor(state, Math.max(minor, 1));
  const spread = Math.max(1.4826 * stats.madLog, spreadFloorLog, state.stepScale);
  return {
    days: stats.days,
    medianMinor: stats.medianMinor,
    low30Minor: stats.lowMinor,
    robustZ: minor > 0 ? Math.log(minor / stats.medianMinor) / spread : Number.NEGATIVE_INFINITY,
    discount: 1 - minor / stats.medianMinor,
    discountFromPrior: 1 - minor / stats.lowMinor,
    nearestMinor,
    nearestRatio: minor / nearestMinor,
  };
}

const resolutionOf = (
  candidate: Candidate,
  outcome: Resolution['outcome'],
  reasons: readonly ReasonCode[],
): Resolution => ({
  observedAtMs: candidate.firstAtMs,
  lastObservedAtMs: candidate.lastAtMs,
  observations: candidate.observations,
  minor: candidate.minor,
  outcome,
  kind: outcome === 'error' ? candidate.kind : candidate.dealIfReal ? 'genuine-deal' : 'permanent-change',
  reasons: [...candidate.reasons, ...reasons],
  standingMinor: candidate.standingMinor,
});

/** Empties the quarantine: promotes the candidate into the history from when it was first seen, or notes it as wrong. */
function settle(state: DetectorState, candidate: Candidate, outcome: Resolution['outcome']): DetectorState {
  const free = { ...state, candidate: null };
  if (outcome === 'accepted') return acceptLevel(free, candidate.minor, candidate.firstAtMs);
  if (!candidate.telling) return free;
  const before = state.wrong.find((value) => value.minor === candidate.minor);
  const others = state.wrong.filter((value) => value !== before).slice(-(maxWrongValues - 1));
  return { ...free, wrong: [...others, { minor: candidate.minor, times: (before?.times ?? 0) + 1 }] };
}

/**
 * Judges one observation of an offer and gives the state to keep. Pure and without a clock: everything it knows is in
 * the arguments, so no verdict depends on the future. Suspect prices stay in the state's quarantine and enter no
 * statistic until they are accepted. An instant before the last one counts as the last one.
 */
export function detect(before: DetectorState | undefined, point: DetectorInput, shop?: ShopWatch): Detection {
  const { minor, evidence = {} } = point;
  const fresh: DetectorState = {
    version: 1,
    firstAtMs: point.atMs,
    lastAtMs: point.atMs,
    levels: [],
    known: [],
    stepScale: 0,
    candidate: null,
    wrong: [],
    ...(point.currency === undefined ? {} : { currency: point.currency }),
  };
  const known = before ?? fresh;
  const atMs = Math.max(point.atMs, known.lastAtMs);
  const silent = point.previousLookAtMs !== undefined && atMs - point.previousLookAtMs > bridgedMs;
  const state = silent
    ? endStanding({ ...known, lastAtMs: atMs }, (point.previousLookAtMs ?? atMs) + vouchedMs)
    : { ...known, lastAtMs: atMs };
  const stats = windowStats(state, atMs);
  const judgement = judge(state, stats, minor, atMs, evidence, shop);
  const baseline = baselineOf(state, stats, minor);
  if (judgement.plausible) return plausible(state, stats, baseline, judgement, minor, atMs);
  return suspect(state, stats, baseline, judgement, minor, atMs);
}

function plausible(
  state: DetectorState,
  stats: WindowStats | null,
  baseline: Baseline | null,
  judgement: Extract<Judgement, { plausible: true }>,
  minor: number,
  atMs: number,
): Detection {
  const { candidate } = state;
  const settled = candidate === null ? state : endStanding(settle(state, candidate, 'error'), candidate.firstAtMs);
  const resolution = candidate === null ? {} : { resolution: resolutionOf(candidate, 'error', ['went-back']) };
  const falls = minor < (standingLevel(state)?.minor ?? Number.NEGATIVE_INFINITY);
  const verdict: Verdict =
    baseline !== null && falls && isDeal(minor, stats)
      ? { type: 'deal', reasons: ['deal-rule', ...judgement.reasons], baseline }
      : { type: 'normal', reasons: judgement.reasons, baseline };
  return { state: acceptLevel(settled, minor, atMs), verdict, ...resolution };
}

function suspect(
  state: DetectorState,
  stats: WindowStats | null,
  baseline: Baseline | null,
  judgement: Extract<Judgement, { plausible: false }>,
  minor: number,
  atMs: number,
): Detection {
  const { kind, reasons, ratio, telling, decisive } = judgement;
  const earlier = state.candidate;
  const continues =
    earlier !== null &&
    (earlier.minor === minor || (minor > 0 && Math.abs(Math.log(minor / earlier.minor)) <= sameCandidateLog));
  const now: Candidate = {
    minor,
    firstAtMs: atMs,
    lastAtMs: atMs,
    observations: 1,
    kind,
    reasons: [...reasons],
    standingMinor: standingLevel(state)?.minor ?? minor,
    ratio,
    telling,
    decided: false,
    interrupted: false,
    dealIfReal: isDeal(minor, stats),
  };
  const verdict: Verdict = { type: 'suspect', kind, reasons, baseline };
  // A telling blip does not end the wait for a price that has been seen repeatedly; nor does a value known to be wrong.
  const isWrong = reasons.includes('value-proved-wrong') || reasons.includes('value-wrong-in-shop');
  const isBlip = telling && earlier !== null && earlier.observations > 1 && !earlier.interrupted;
  if (earlier !== null && !continues && (isBlip || isWrong)) {
    const resolution = resolutionOf(now, 'error', []);
    return { state: { ...state, candidate: { ...earlier, interrupted: true } }, verdict, resolution };
  }
  const candidate: Candidate = continues
    ? { ...earlier, minor, lastAtMs: atMs, observations: earlier.observations + 1, interrupted: false }
    : now;
  const stoodMs = atMs - candidate.firstAtMs;
  const neededMs = candidate.telling ? acceptAfterMs.telling : acceptAfterMs.plain;
  if (minor > 0 && stoodMs >= neededMs && candidate.observations >= acceptAfterObservations) {
    return {
      state: settle(state, candidate, 'accepted'),
      verdict: { type: 'normal', reasons: ['level-persisted'], baseline },
      resolution: resolutionOf(candidate, 'accepted', ['level-persisted']),
    };
  }
  const decides = decisive && !candidate.decided;
  return {
    state: { ...state, candidate: { ...candidate, decided: candidate.decided || decisive } },
    verdict: continues
      ? { type: 'suspect', kind: candidate.kind, reasons: ['still-suspect', ...candidate.reasons], baseline }
      : verdict,
    ...(decides ? { resolution: resolutionOf(candidate, 'error', []) } : {}),
  };
}

/**
 * The state after somebody made sure of the suspect price: `real` promotes it into the history from when it was first
 * seen, `error` drops it and remembers the value as wrong. Without a suspect the state is given back unchanged.
 */
export function resolveSuspect(state: DetectorState, outcome: 'real' | 'error'): DetectorState {
  if (state.candidate === null) return state;
  return settle(state, state.candidate, outcome === 'real' ? 'accepted' : 'error');
}

/** What a second look at a suspect price shows: the suspect price again, a price the history knows, or another one. */
export function compareSecondLook(state: DetectorState, minor: number): 'same' | 'old' | 'other' {
  if (state.candidate?.minor === minor) return 'same';
  const ratio = minor / nearestLevelMinor(state, Math.max(minor, 1));
  return Math.abs(ratio - 1) <= 0.03 ? 'old' : 'other';
}
