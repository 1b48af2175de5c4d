import { type Candidate, type DetectorState, dayMs, maxWrongValues, newState } from './detector-state.ts';
import { acceptLevel, endStanding, nearestLevelMinor } from './history.ts';
import type { Doubt } from './judge.ts';
import { agrees, sameLevelLog } from './ratios.ts';
import type { ReasonCode } from './reasons.ts';
import type { Resolution } from './verdict.ts';

/**
 * How long a suspect price has to stand to become a level. A plain one (far below, nothing names a fault) may be a
 * genuine sale, which lasts longer than most errors; one whose number names its fault has to stand longer.
 */
const acceptAfterMs = { plain: 3 * dayMs, telling: 14 * dayMs };
const acceptAfterObservations = 4;
/** Down to this share of the nearest level real cuts of a few days occur. */
const moderateDrop = 0.3;
/** A price between these shares of the suspect one continues it: a wrong scale moves with its product. */
const sameCandidateLog = Math.log(1.5);

/** A price that enters quarantine, at its first sight. */
export const newCandidate = (
  { kind, reasons, ratio, telling }: Doubt,
  sight: {
    readonly minor: number;
    readonly atMs: number;
    readonly currency: string | undefined;
    readonly standingMinor: number;
    readonly dealIfReal: boolean;
  },
): Candidate => ({
  minor: sight.minor,
  ...(sight.currency === undefined ? {} : { currency: sight.currency }),
  firstAtMs: sight.atMs,
  lastAtMs: sight.atMs,
  observations: 1,
  kind,
  reasons: [...reasons],
  standingMinor: sight.standingMinor,
  ratio,
  telling,
  decided: false,
  interrupted: false,
  dealIfReal: sight.dealIfReal,
});

/** Whether a suspect price goes on where the candidate stands; `currency` where it differs from the history's. */
export const continues = (candidate: Candidate, minor: number, currency: string | undefined): boolean =>
  candidate.currency === currency &&
  (candidate.minor === minor || (minor > 0 && candidate.minor > 0 && agrees(minor, candidate.minor, sameCandidateLog)));

/** Whether a plausible price lies nearer to the candidate than to anything accepted: the level moves on, it was real. */
export const follows = (candidate: Candidate, minor: number, nearestMinor: number): boolean =>
  candidate.minor > 0 &&
  candidate.currency === undefined &&
  Math.abs(Math.log(minor / candidate.minor)) < Math.abs(Math.log(minor / nearestMinor));

/** Whether the candidate has stood long and often enough to be believed without a second look. */
export const hasPersisted = (candidate: Candidate): boolean =>
  candidate.minor > 0 &&
  candidate.observations >= acceptAfterObservations &&
  candidate.lastAtMs - candidate.firstAtMs >= (candidate.telling ? acceptAfterMs.telling : acceptAfterMs.plain);

/**
 * What it means that a candidate went away before it was accepted, `minor` being what the offer costs now. Errors do so
 * within days, but so do short sales: a moderate drop proves nothing by going, unless it is gone at the next daily look
 * and the old price is back.
 */
export function afterGoing({ telling, ratio, firstAtMs, lastAtMs, standingMinor }: Candidate, minor: number) {
  const isModerate = ratio > moderateDrop && ratio < 1;
  const isBlip = lastAtMs - firstAtMs < dayMs && agrees(minor, standingMinor, sameLevelLog);
  return telling || !isModerate || isBlip ? 'error' : 'unclear';
}

/** The word on a candidate: what it turned out to be, and why. */
export const resolutionOf = (
  candidate: Candidate,
  outcome: Resolution['outcome'],
  reasons: readonly ReasonCode[],
): Resolution => ({
  observedAtMs: candidate.firstAtMs,
  lastObservedAtMs: candidate.lastAtMs,
  observations: candidate.observations,
  minor: candidate.minor,
  outcome,
  kind: outcome !== 'accepted' ? candidate.kind : candidate.dealIfReal ? 'genuine-deal' : 'permanent-change',
  reasons: [...candidate.reasons, ...reasons],
  standingMinor: candidate.standingMinor,
});

/** Empties the quarantine: promotes the candidate into the history from when it was first seen, or notes it as wrong. */
export function settle(state: DetectorState, candidate: Candidate, outcome: Resolution['outcome']): DetectorState {
  const emptied = { ...state, candidate: null };
  if (outcome === 'accepted' && candidate.currency !== undefined) return restart(candidate, candidate.currency);
  if (outcome === 'accepted') {
    const wrong = state.wrong.filter((value) => value.minor !== candidate.minor);
    return acceptLevel({ ...emptied, wrong }, candidate.minor, candidate.firstAtMs);
  }
  // While the wrong price was seen, nothing is known of the right one.
  const free = endStanding(emptied, candidate.firstAtMs);
  if (outcome === 'unclear' || !candidate.telling || candidate.currency !== undefined) return free;
  return rememberWrong(free, candidate.minor);
}

/** The state in which this price is known to be wrong, so that it is called at once where it comes again. */
export function rememberWrong(state: DetectorState, minor: number): DetectorState {
  const before = state.wrong.find((value) => value.minor === minor);
  const others = state.wrong.filter((value) => value !== before).slice(-(maxWrongValues - 1));
  return { ...state, wrong: [...others, { minor, times: (before?.times ?? 0) + 1 }] };
}

/** A shop that changes its currency starts a new history: the old amounts cannot be compared. */
const restart = ({ minor, firstAtMs, lastAtMs }: Candidate, currency: string): DetectorState => ({
  ...newState(firstAtMs, currency),
  lastAtMs,
  levels: [{ minor, fromMs: firstAtMs }],
});

/** What a second look at a suspect price shows: the suspect price again, a price the history knows, or another one. */
export function compareSecondLook(state: DetectorState, minor: number): 'same' | 'old' | 'other' {
  if (state.candidate?.minor === minor) return 'same';
  const ratio = minor / nearestLevelMinor(state, Math.max(minor, 1));
  return Math.abs(ratio - 1) <= 0.03 ? 'old' : 'other';
}
