import type { Deal } from '../../documents/deal.ts';
import { type ScoredDeal, scoreDeal } from './deal-score.ts';
import { dealTokens } from './deal-tokens.ts';

/** A deal with what lists find and order it by. */
export function listDeal(deal: Deal, known: Pick<ScoredDeal, 'confidence' | 'condition' | 'seller' | 'days'>): Deal {
  const { discount, retailerName, low30Minor, price } = deal;
  const { score, parts } = scoreDeal({ ...known, discount, retailerName, low30Minor, priceMinor: price.minor });
  return {
    ...deal,
    score,
    scoreParts: parts,
    priceMinor: price.minor,
    currency: price.currency,
    status: deal.retractedAtMs !== null ? 'retracted' : deal.endedAtMs ? 'ended' : 'live',
    tokens: dealTokens(deal),
  };
}
