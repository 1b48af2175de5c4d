import type { HistoryBucket } from '../../documents/history.ts';
import type { Offer } from '../../documents/offer.ts';
import { baselineOf } from '../detection/baseline.ts';
import { isDeal } from '../detection/deal-rule.ts';
import { type DetectorState, newState } from '../detection/detector-state.ts';
import { standingLevel, windowStats } from '../detection/history.ts';
import { judge } from '../detection/judge.ts';
import { applyLevelStep } from '../detection/level-steps.ts';
import { rememberWrong, settle } from '../detection/quarantine.ts';
import type { Baseline } from '../detection/verdict.ts';
import { type HistoryStep, stepKey, stepsOf } from './history-steps.ts';

/** The observation that proved wrong; time and price as far as its anomaly knows them. */
interface WrongObservation {
  readonly sequence: number;
  readonly atMs?: number;
  readonly minor?: number;
}

/** What becomes of one bucket. */
export interface BucketPatch {
  readonly number: number;
  /** Keys taken out of the changes, with what stood there. */
  readonly removed: Readonly<Record<string, readonly [atMs: number, minor: number]>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly added: Readonly<Record<string, readonly [atMs: number, minor: number]>>;
  readonly checkpoint: DetectorState | null;
}

/** A later accepted price as it looks without the wrong one. */
export interface LaterPrice {
  readonly sequence: number;
  readonly isDeal: boolean;
  readonly baseline: Baseline | null;
}

export interface RetractedObservation {
  readonly minor: number;
  readonly offer: Pick<Offer, 'detector' | 'price'>;
  readonly patches: readonly BucketPatch[];
  /** Those a deal may have been called on: of the 30 days in which the wrong price counted. */
  readonly later: readonly LaterPrice[];
}

interface PlacedStep extends HistoryStep {
  readonly number: number;
}

const countedMs = 30 * 86_400_000;

/** Whether the bucket holds the price that the observation let in. */
export const holdsObservation = (bucket: HistoryBucket, wrong: WrongObservation): boolean =>
  indexOfWrong(stepsOf(bucket), wrong) >= 0;

/**
 * Takes an accepted price out of its offer's history: the levels, medians and lows are those there would be if nobody
 * had looked while it stood. `buckets` are those from the one that holds it to the open one, oldest first. What stands
 * in quarantine is judged anew against what remains, and accepted where it was only the wrong price that spoke against
 * it. Undefined where the history does not hold the observation.
 */
export function retractObservation(
  offer: Offer,
  buckets: readonly HistoryBucket[],
  wrong: WrongObservation,
): RetractedObservation | undefined {
  const { detector } = offer;
  const placed = buckets.flatMap((bucket) => stepsOf(bucket).map((step) => ({ ...step, number: bucket.number })));
  const at = indexOfWrong(placed, wrong);
  const first = placed[at];
  if (!detector || first?.step.type !== 'stand') return undefined;
  const { minor, atMs } = first.step;
  const run = runOf(placed, at);
  const remaining = placed.flatMap((each): PlacedStep[] => {
    if (!run.includes(each)) return [each];
    // While the wrong price was seen, nothing is known of the right one.
    return each === first ? [{ ...each, step: { type: 'end', atMs } }] : [];
  });
  const replayed = replay(detector, buckets, remaining, atMs);
  const { state, accepted } = judgedAnew(rememberWrong(replayed.state, minor));
  const standing = standingLevel(state);
  const currency = offer.price?.currency ?? buckets.at(-1)?.currency ?? '';
  return {
    minor,
    offer: { detector: state, price: standing ? { minor: standing.minor, currency } : null },
    patches: buckets.map((bucket, i) => {
      const isLast = i === buckets.length - 1;
      return patchOf(bucket, run, first, replayed.checkpoints[i] ?? null, isLast ? accepted : undefined, offer);
    }),
    later: replayed.later,
  };
}

function indexOfWrong(steps: readonly HistoryStep[], { sequence, atMs, minor }: WrongObservation): number {
  const own = steps.findLastIndex(
    (each) =>
      each.sequence === sequence && each.step.type === 'stand' && (minor === undefined || each.step.minor === minor),
  );
  if (own >= 0 || atMs === undefined) return own;
  // Accepted later than it was seen, as a level that persisted.
  return steps.findIndex(({ step }) => step.type === 'stand' && step.atMs === atMs);
}

/** The step that let the price in, and those that let it stand on after a silence. */
function runOf(steps: readonly PlacedStep[], at: number): PlacedStep[] {
  const first = steps[at]?.step;
  const stands = steps.slice(at).filter(({ step }) => step.type === 'stand');
  const other = stands.findIndex(
    ({ step }) => first?.type !== 'stand' || step.type !== 'stand' || step.minor !== first.minor,
  );
  return other < 0 ? stands : stands.slice(0, other);
}

interface Replayed {
  readonly state: DetectorState;
  readonly checkpoints: readonly (DetectorState | null)[];
  readonly later: readonly LaterPrice[];
}

/** What the accepted levels, and the checkpoints between, come to when these steps alone are taken. */
function replay(
  detector: DetectorState,
  buckets: readonly HistoryBucket[],
  steps: readonly PlacedStep[],
  wrongAtMs: number,
): Replayed {
  const checkpoints: (DetectorState | null)[] = [];
  /** By sequence: the last price of an observation is its own. */
  const later = new Map<number, LaterPrice>();
  let state = buckets[0]?.checkpoint ?? newState(firstInstant(detector, steps), undefined);
  for (const [i, bucket] of buckets.entries()) {
    // A later bucket without a checkpoint begins a history of its own, in another currency.
    if (i > 0 && bucket.checkpoint === null) return { state: detector, checkpoints, later: [...later.values()] };
    checkpoints.push(i === 0 || !bucket.checkpoint ? bucket.checkpoint : withLevelsOf(bucket.checkpoint, state));
    for (const { number, sequence, step } of steps) {
      if (number !== bucket.number) continue;
      if (step.type === 'stand' && step.atMs > wrongAtMs && step.atMs - wrongAtMs <= countedMs) {
        later.set(sequence, { sequence, ...laterPrice(state, step.minor, step.atMs) });
      }
      state = applyLevelStep(state, step);
    }
  }
  return { state: withLevelsOf(detector, state), checkpoints, later: [...later.values()] };
}

function laterPrice(state: DetectorState, minor: number, atMs: number): Omit<LaterPrice, 'sequence'> {
  const stats = windowStats(state, atMs);
  return { isDeal: isDeal(minor, stats), baseline: baselineOf(state, stats, minor) };
}

/** When the history began: with the first price that remains, where it began with the wrong one. */
function firstInstant({ firstAtMs, lastAtMs, candidate }: DetectorState, steps: readonly PlacedStep[]): number {
  if (steps[0]?.step.type === 'stand') return firstAtMs;
  return steps.find(({ step }) => step.type === 'stand')?.step.atMs ?? candidate?.firstAtMs ?? lastAtMs;
}

const withLevelsOf = (state: DetectorState, { firstAtMs, levels, known, stepScale }: DetectorState): DetectorState => ({
  ...state,
  firstAtMs,
  levels,
  known,
  stepScale,
});

/** Accepts the price in quarantine where nothing that remains speaks against it. */
function judgedAnew(state: DetectorState): {
  readonly state: DetectorState;
  readonly accepted?: readonly [atMs: number, minor: number];
} {
  const { candidate } = state;
  if (!candidate || candidate.currency !== undefined) return { state };
  const { minor, firstAtMs, lastAtMs: atMs } = candidate;
  const stats = windowStats(state, atMs);
  const { plausible } = judge({ state, stats, minor, atMs, evidence: {}, shop: undefined });
  return plausible ? { state: settle(state, candidate, 'accepted'), accepted: [firstAtMs, minor] } : { state };
}

function patchOf(
  bucket: HistoryBucket,
  run: readonly PlacedStep[],
  first: PlacedStep,
  checkpoint: DetectorState | null,
  accepted: readonly [number, number] | undefined,
  { lastSequence }: Offer,
): BucketPatch {
  const own = run.filter(({ number }) => number === bucket.number);
  const removed = own.flatMap(({ key, step }): [string, [number, number]][] =>
    step.type === 'stand' ? [[key, [step.atMs, step.minor]]] : [],
  );
  const taken = stepsOf(bucket).filter(({ sequence }) => sequence === lastSequence).length;
  return {
    number: bucket.number,
    removed: Object.fromEntries(removed),
    ends: own.includes(first) ? { [first.key]: first.step.atMs } : {},
    added: accepted ? { [stepKey(lastSequence, taken)]: accepted } : {},
    checkpoint,
  };
}
