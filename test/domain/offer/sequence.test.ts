import { describe, expect, it } from 'vitest';
import { sequenceStep } from '../../../shared/domain/offer/sequence.ts';

/** Deliveries in the order given, each observation at most five times, as the bus does it; gives what was applied when. */
function deliver(order: readonly number[], lastSequence: number): number[] {
  let offer: { lastSequence: number; gap: { sequence: number; attempts: number } | null } = { lastSequence, gap: null };
  const applied: number[] = [];
  for (const sequence of order) {
    const step = sequenceStep(offer, sequence);
    if (step.type === 'apply') {
      offer = { lastSequence: sequence, gap: null };
      applied.push(sequence);
    } else if (step.type === 'gap' && step.attempts !== null) {
      offer = { ...offer, gap: { sequence, attempts: step.attempts } };
    }
  }
  return applied;
}

describe('the order of observations', () => {
  it('applies the next one, and knows again what was applied', () => {
    expect(sequenceStep({ lastSequence: 3, gap: null }, 4)).toEqual({ type: 'apply', afterGap: false });
    expect(sequenceStep({ lastSequence: 3, gap: null }, 3)).toEqual({ type: 'known' });
  });

  it('waits for a missing predecessor, and goes on without it before the attempts are used', () => {
    expect(deliver([5, 5, 5], 3)).toEqual([]);
    expect(deliver([5, 5, 5, 5], 3)).toEqual([5]);
  });

  it('goes on although several wait behind the same gap', () => {
    expect(deliver([5, 6, 5, 6, 5, 6, 5, 6, 5, 6], 3)).toEqual([5, 6]);
    expect(deliver([6, 5, 6, 5, 6, 5, 6, 5, 6], 3)).toEqual([5, 6]);
    expect(deliver([7, 6, 5, 7, 6, 5, 7, 6, 5, 7, 6, 5, 7, 6], 3)).toEqual([5, 6]);
  });

  it('takes the predecessor when it comes after all', () => {
    expect(deliver([5, 6, 4, 5, 6], 3)).toEqual([4, 5, 6]);
  });
});
