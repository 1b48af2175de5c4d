import * as z from 'zod';
import { type Money, money } from '../money/money.ts';
import type { Availability } from '../observation/facts.ts';
import type { LookOutcome } from '../observation/observation.ts';

/** `superseded`: a better price of the same offer took its place in the lists, for as long as that stands. */
export const dealEnd = z.enum(['price-rose', 'sold-out', 'gone', 'superseded']);
export type DealEnd = z.infer<typeof dealEnd>;

/** A price of an offer that is a deal, or may be found to be one; id = that of its anomaly. */
export const standingDeal = z.object({
  id: z.string(),
  price: money,
  /** It cannot be bought now, but may be again. */
  isPaused: z.boolean(),
});
export type StandingDeal = Readonly<z.infer<typeof standingDeal>>;

/** What a look at the offer says of its deals. */
export type DealChange =
  | { readonly type: 'ended'; readonly id: string; readonly why: Exclude<DealEnd, 'superseded'> }
  | { readonly type: 'resumed'; readonly id: string };

/** A price goes up and down by a cent without ending what is a deal. */
const hysteresis = 0.02;
/** Older ones have long been superseded. */
const mostStanding = 16;

export const withStandingDeal = (deals: readonly StandingDeal[], id: string, price: Money): StandingDeal[] =>
  [...deals.filter((deal) => deal.id !== id), { id, price, isPaused: false }].slice(-mostStanding);

interface OfferLook {
  /** The price that is asked now; null where the look does not tell: none was seen, or a suspect one. */
  readonly price: Money | null;
  readonly availability: Availability | null;
  readonly outcome: LookOutcome;
}

/**
 * What one look changes of an offer's deals. A deal ends when its price is asked no more, by a margin, or nothing can be
 * bought; when only the latter changes back, it goes on.
 */
export function changesByLook(deals: readonly StandingDeal[], look: OfferLook): readonly DealChange[] {
  return deals.flatMap((deal): DealChange[] => {
    const { id } = deal;
    if (look.price && isAbove(look.price, deal.price)) return [{ type: 'ended', id, why: 'price-rose' }];
    const missing = whyMissing(look);
    if (missing) return deal.isPaused ? [] : [{ type: 'ended', id, why: missing }];
    return deal.isPaused && look.price ? [{ type: 'resumed', id }] : [];
  });
}

/** Amounts of two currencies are never compared: another currency is another price. */
const isAbove = (now: Money, deal: Money): boolean =>
  now.currency !== deal.currency || now.minor > deal.minor * (1 + hysteresis);

function whyMissing({ availability, outcome }: OfferLook): 'sold-out' | 'gone' | undefined {
  if (outcome === 'gone') return 'gone';
  return availability === 'OutOfStock' || availability === 'Discontinued' ? 'sold-out' : undefined;
}
