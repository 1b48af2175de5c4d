import type { Anomaly } from '../../shared/documents/anomaly.ts';
import type { Deal } from '../../shared/documents/deal.ts';
import type { Decided } from '../../shared/domain/anomaly/decide-anomaly.ts';
import { listDeal } from '../../shared/domain/deal/list-deal.ts';

/** The fields of an anomaly once it is decided. */
export function decidedAnomaly(anomaly: Anomaly, decision: Decided, nowMs: number) {
  const real = decision.verdict === 'real';
  return {
    state: real ? ('confirmed' as const) : ('rejected' as const),
    // A suspect that proves real is the shop's own pricing error.
    kind: real && anomaly.type === 'suspect' ? ('glitch' as const) : anomaly.kind,
    decidedAtMs: nowMs,
    decision,
  };
}

interface DealContext {
  readonly retailerName: string;
  /** When a deal of the offer last ended; null where none has. */
  readonly lastEndedAtMs: number | null;
  readonly nowMs: number;
}

/** The deal the public sees; null where the anomaly lacks the numbers a deal needs. */
export function dealOf(
  anomaly: Anomaly,
  confidence: number,
  { retailerName, lastEndedAtMs, nowMs }: DealContext,
): Deal | null {
  const { baseline, facts, price, offerId, retailerId, url, reasons, observedAtMs } = anomaly;
  if (!baseline) return null;
  const deal: Deal = {
    offerId,
    retailerId,
    retailerName,
    title: facts.title ?? url,
    url,
    ...(facts.imageUrl ? { imageUrl: facts.imageUrl } : {}),
    ...(facts.brand ? { brand: facts.brand } : {}),
    ...(facts.category ? { category: facts.category } : {}),
    ...(facts.shopCategory ? { shopCategory: facts.shopCategory } : {}),
    ...(facts.availability ? { availability: facts.availability } : {}),
    kind: anomaly.type === 'deal' ? 'deal' : 'glitch',
    price,
    medianMinor: baseline.medianMinor,
    low30Minor: baseline.low30Minor,
    discount: baseline.discount,
    reasons: [...reasons],
    observedAtMs,
    confirmedAtMs: nowMs,
    retractedAtMs: null,
    endedAtMs: null,
    endReason: null,
    lastEndedAtMs,
  };
  const { condition, seller } = facts;
  return listDeal(deal, { confidence, condition, seller, days: baseline.days });
}
