import type { Silence } from '../observation/looks.ts';
import type { Detection, DetectorInput } from './detect.ts';
import { type DetectorState, newState } from './detector-state.ts';
import { acceptLevel, endStanding, standingLevel } from './history.ts';

/**
 * One change of an offer's accepted prices: `stand` a price stands from an instant on; `end` the standing price was last
 * known to stand at an instant. The accepted levels of a state are its steps, applied in order.
 */
export type LevelStep =
  | { readonly type: 'stand'; readonly atMs: number; readonly minor: number }
  | { readonly type: 'end'; readonly atMs: number };

/** Gives the same state where the step changes nothing. */
export const applyLevelStep = (state: DetectorState, step: LevelStep): DetectorState =>
  step.type === 'stand' ? acceptLevel(state, step.minor, step.atMs) : endStanding(state, step.atMs);

/** The standing price was not seen during a silence; it stands on after one that was not the last look before now. */
export function silenceSteps(state: DetectorState, silences: readonly Silence[], atMs: number): LevelStep[] {
  const standing = standingLevel(state);
  if (standing === undefined) return [];
  let standsFromMs = standing.fromMs;
  return silences.flatMap(({ fromMs, untilMs }): LevelStep[] => {
    if (fromMs < standsFromMs) return [];
    const end: LevelStep = { type: 'end', atMs: fromMs };
    if (untilMs >= atMs) return [end];
    standsFromMs = untilMs;
    return [end, { type: 'stand', atMs: untilMs, minor: standing.minor }];
  });
}

/** What one observation did to the accepted levels, told from what `detect` made of it. */
export interface LevelChange {
  /** Only what changed something, in order. */
  readonly steps: readonly LevelStep[];
  /** The history begins anew in another currency: nothing before the steps counts any more. */
  readonly restarted: boolean;
}

export function levelChange(
  before: DetectorState | null,
  input: DetectorInput,
  { state, verdict, resolution }: Detection,
): LevelChange {
  const atMs = state.lastAtMs;
  const restarted = before !== null && before.currency !== state.currency;
  const isDoubted = verdict.type === 'suspect';
  const settled = isDoubted ? undefined : resolution;
  const hasPersisted = settled?.reasons.includes('level-persisted') === true;
  const steps: LevelStep[] = [
    ...(before && !restarted ? silenceSteps(before, input.silences ?? [], atMs) : []),
    ...(settled?.outcome === 'accepted'
      ? [{ type: 'stand' as const, atMs: settled.observedAtMs, minor: settled.minor }]
      : []),
    ...(settled && settled.outcome !== 'accepted' ? [{ type: 'end' as const, atMs: settled.observedAtMs }] : []),
    ...(isDoubted || hasPersisted ? [] : [{ type: 'stand' as const, atMs, minor: input.minor }]),
  ];
  return { steps: withEffect(restarted ? null : before, steps), restarted };
}

function withEffect(before: DetectorState | null, steps: readonly LevelStep[]): LevelStep[] {
  let state = before ?? newState(0, undefined);
  return steps.filter((step) => {
    const after = applyLevelStep(state, step);
    const changes = after !== state;
    state = after;
    return changes;
  });
}
