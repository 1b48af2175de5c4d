import type { Offer } from '../../documents/offer.ts';

/**
 * A predecessor is waited for so long: an observation that waits for it since the beginning is delivered after 10, 30, 70
 * and 150 seconds. Time is counted, not deliveries: a message may come in several copies at once.
 */
const patienceMs = 60_000;
/** Those that wait behind it leave it the time to be applied first, and go on where it never comes again. */
const longPatienceMs = 120_000;

/**
 * Whether an observation is the offer's next one. `known`: applied before. `gap`: its predecessor is missing; wait for
 * it. `apply` with `afterGap`: it has been waited for as long as the subscription allows.
 */
export type SequenceStep =
  | { readonly type: 'apply'; readonly afterGap: boolean }
  | { readonly type: 'known' }
  /** What is to be remembered of the gap; null where that stays as it is. */
  | { readonly type: 'gap'; readonly gap: Offer['gap'] };

export function sequenceStep(
  { lastSequence, gap }: Pick<Offer, 'lastSequence' | 'gap'>,
  sequence: number,
  nowMs: number,
): SequenceStep {
  if (sequence <= lastSequence) return { type: 'known' };
  if (sequence === lastSequence + 1) return { type: 'apply', afterGap: false };
  const sinceMs = gap?.sinceMs ?? nowMs;
  const isFirst = gap === null || sequence <= gap.sequence;
  if (nowMs - sinceMs >= (isFirst ? patienceMs : longPatienceMs)) return { type: 'apply', afterGap: true };
  return { type: 'gap', gap: gap === null || sequence < gap.sequence ? { sequence, sinceMs } : null };
}
