import type { Offer } from '../../documents/offer.ts';

/** Attempts of a message before the last one that a subscription of 5 attempts allows. */
const attemptsBeforeLast = 4;

/**
 * Whether an observation is the offer's next one. `known`: applied before. `gap`: its predecessor is missing; wait for
 * it. `apply` with `afterGap`: it has been waited for as often as the subscription allows.
 */
export type SequenceStep =
  | { readonly type: 'apply'; readonly afterGap: boolean }
  | { readonly type: 'known' }
  | { readonly type: 'gap'; readonly attempts: number };

export function sequenceStep(offer: Pick<Offer, 'lastSequence' | 'gap'>, sequence: number): SequenceStep {
  if (sequence <= offer.lastSequence) return { type: 'known' };
  if (sequence === offer.lastSequence + 1) return { type: 'apply', afterGap: false };
  const attempts = offer.gap?.sequence === sequence ? offer.gap.attempts + 1 : 1;
  return attempts > attemptsBeforeLast ? { type: 'apply', afterGap: true } : { type: 'gap', attempts };
}
