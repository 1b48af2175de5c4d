import type { Offer } from '../../documents/offer.ts';

/**
 * Attempts after which an observation is applied in spite of a gap. A subscription allows 5: the last one is left to
 * those that wait behind it.
 */
const attemptsInVain = 3;

/**
 * Whether an observation is the offer's next one. `known`: applied before. `gap`: its predecessor is missing; wait for
 * it. `apply` with `afterGap`: it has been waited for as often as the subscription allows.
 */
export type SequenceStep =
  | { readonly type: 'apply'; readonly afterGap: boolean }
  | { readonly type: 'known' }
  /** `attempts` of the first one that waits; null where this one waits behind it, and nothing is counted. */
  | { readonly type: 'gap'; readonly attempts: number | null };

export function sequenceStep(offer: Pick<Offer, 'lastSequence' | 'gap'>, sequence: number): SequenceStep {
  if (sequence <= offer.lastSequence) return { type: 'known' };
  if (sequence === offer.lastSequence + 1) return { type: 'apply', afterGap: false };
  if (offer.gap && offer.gap.sequence < sequence) return { type: 'gap', attempts: null };
  const attempts = offer.gap?.sequence === sequence ? offer.gap.attempts + 1 : 1;
  return attempts > attemptsInVain ? { type: 'apply', afterGap: true } : { type: 'gap', attempts };
}
