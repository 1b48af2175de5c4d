import type { HistoryBucket } from '../../documents/history.ts';
import type { LevelStep } from '../detection/level-steps.ts';

/** A step of the accepted history under the key it is stored by. */
export interface HistoryStep {
  readonly key: string;
  /** Of the observation that let it in; 0 for what was known before the first one. */
  readonly sequence: number;
  readonly step: LevelStep;
}

/**
 * Key of an observation's step: its sequence, and a number behind it where it has made several. What was imported is of
 * sequence 0.
 */
export const stepKey = (sequence: number, index: number): string =>
  index === 0 ? `${sequence}` : `${sequence}-${index}`;

/** A bucket's steps in the order they were taken. */
export function stepsOf({ changes, ends }: Pick<HistoryBucket, 'changes' | 'ends'>): HistoryStep[] {
  const steps = [
    ...Object.entries(changes).map(([key, [atMs, minor]]) => placed(key, { type: 'stand', atMs, minor })),
    ...Object.entries(ends).map(([key, atMs]) => placed(key, { type: 'end', atMs })),
  ];
  return steps.sort((a, b) => a.sequence - b.sequence || a.index - b.index || a.step.atMs - b.step.atMs);
}

function placed(key: string, step: LevelStep): HistoryStep & { readonly index: number } {
  const [, sequence = '0', index = '0'] = /^(\d+)(?:-(\d+))?$/.exec(key) ?? [];
  return { key, sequence: Number(sequence), index: Number(index), step };
}

/** An observation's steps as the fields of a bucket. */
export function recordSteps(sequence: number, steps: readonly LevelStep[]): Pick<HistoryBucket, 'changes' | 'ends'> {
  const changes: Record<string, [number, number]> = {};
  const ends: Record<string, number> = {};
  for (const [index, step] of steps.entries()) {
    if (step.type === 'stand') changes[stepKey(sequence, index)] = [step.atMs, step.minor];
    else ends[stepKey(sequence, index)] = step.atMs;
  }
  return { changes, ends };
}
