import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { RetractionRequested } from '../../shared/messages/retraction-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { observePrice } from './observe-price.ts';
import { retractPrice } from './retract-price.ts';

export interface DetectAnomaly {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly quarantineMs: number;
}

/** What may happen to an offer's accepted price and history; nobody else writes them. */
type OfferNews =
  | { readonly type: 'observed'; readonly payload: PriceObserved }
  | { readonly type: 'retraction'; readonly payload: RetractionRequested };

export const detectAnomaly = (deps: DetectAnomaly): Handle<OfferNews> => {
  const observe = observePrice(deps);
  const retract = retractPrice(deps);
  return (news, context) =>
    news.type === 'observed' ? observe(news.payload, context) : retract(news.payload, context);
};
