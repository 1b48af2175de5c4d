import * as z from 'zod';
import type { Offer } from '../../documents/offer.ts';
import { formatMoney } from '../money/format-money.ts';
import { type Money, money } from '../money/money.ts';
import { sameMoney } from '../money/same-money.ts';
import { availability } from '../observation/facts.ts';
import { lookOutcome } from '../observation/observation.ts';

/** What an offer shows at one instant, as far as it decides whether a price is still asked. */
export const standing = z.object({
  /** The accepted price, and the one in quarantine. */
  price: money.nullable(),
  suspected: money.nullable(),
  availability: availability.nullable(),
  outcome: lookOutcome.nullable(),
});
export type Standing = Readonly<z.infer<typeof standing>>;

export function standingOf({ price, detector, availability, outcome }: Offer): Standing {
  const candidate = detector?.candidate;
  const currency = candidate?.currency ?? detector?.currency ?? price?.currency;
  const suspected = candidate && currency ? { minor: candidate.minor, currency } : null;
  return { price, suspected, availability, outcome };
}

/**
 * Why a price may not be announced any more, in an operator's words; null while the offer asks it, accepted or in
 * quarantine, as far as is known. `now` is null where the offer is not watched any more.
 */
export function whyNotAsked(asked: Money, now: Standing | null): string | null {
  if (!now) return 'No longer asked: the offer is not watched any more.';
  const { price, suspected, outcome, availability } = now;
  if (outcome === 'gone') return 'No longer asked: the page of the offer is gone.';
  if (availability === 'OutOfStock' || availability === 'Discontinued') return 'No longer asked: it is sold out.';
  if ([price, suspected].some((each) => each && sameMoney(each, asked))) return null;
  return `No longer asked: ${price ? `the offer stands at ${formatMoney(price)}` : 'the offer shows no price'} by now.`;
}
