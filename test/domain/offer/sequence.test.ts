import { describe, expect, it } from 'vitest';
import { sequenceStep } from '../../../shared/domain/offer/sequence.ts';

/** When a subscription delivers again what was not acknowledged, in seconds; then never more. */
const deliveredAtS = [0, 10, 30, 70, 150];

/** Deliveries as the bus does it, each time in the order given, of these rounds; gives what was applied when. */
function deliver(order: readonly number[], lastSequence: number, atSeconds = deliveredAtS): number[] {
  let offer: Parameters<typeof sequenceStep>[0] = { lastSequence, gap: null };
  const applied: number[] = [];
  for (const atS of atSeconds) {
    for (const sequence of order) {
      const step = sequenceStep(offer, sequence, atS * 1_000);
      if (step.type === 'apply') {
        offer = { lastSequence: sequence, gap: null };
        applied.push(sequence);
      } else if (step.type === 'gap' && step.gap) {
        offer = { ...offer, gap: step.gap };
      }
    }
  }
  return applied;
}

describe('the order of observations', () => {
  it('applies the next one, and knows again what was applied', () => {
    expect(sequenceStep({ lastSequence: 3, gap: null }, 4, 0)).toEqual({ type: 'apply', afterGap: false });
    expect(sequenceStep({ lastSequence: 3, gap: null }, 3, 0)).toEqual({ type: 'known' });
  });

  it('waits for a missing predecessor, and goes on without it before the attempts are used', () => {
    expect(deliver([5], 3, [0, 10, 30])).toEqual([]);
    expect(deliver([5], 3, [0, 10, 30, 70])).toEqual([5]);
  });

  it('goes on although several wait behind the same gap', () => {
    expect(deliver([5, 6], 3)).toEqual([5, 6]);
    expect(deliver([6, 5], 3)).toEqual([5, 6]);
    expect(deliver([7, 6, 5], 3)).toEqual([5, 6]);
  });

  it('takes the predecessor when it comes after all', () => {
    expect(deliver([5, 6, 4], 3)).toEqual([4, 5, 6]);
  });

  it('waits as long for a predecessor when what waits comes in many copies', () => {
    const copies = [5, 5, 5, 5, 5, 5];
    expect(deliver(copies, 3, [0, 10, 30])).toEqual([]);
  });

  it('goes on although the first that waits never comes again', () => {
    expect(deliver([5], 3, [0])).toEqual([]);
    const offer = { lastSequence: 3, gap: { sequence: 5, sinceMs: 0 } };
    expect(sequenceStep(offer, 6, 119_000)).toEqual({ type: 'gap', gap: null });
    expect(sequenceStep(offer, 6, 120_000)).toEqual({ type: 'apply', afterGap: true });
  });
});
