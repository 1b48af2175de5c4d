import type { Anomaly } from '../../documents/anomaly.ts';
import type { JudgeQuestion } from '../verdict/judge-question.ts';

/** What is asked about an anomaly: numbers of ours, texts of the page. */
export function questionOf(anomaly: Anomaly, retailerName: string): JudgeQuestion {
  const { facts, price, baseline, reasons, secondLook } = anomaly;
  const sight = anomaly.evidence?.sight;
  return {
    title: facts.title ?? '',
    retailer: retailerName,
    price,
    ...(facts.listPrice ? { listPrice: facts.listPrice } : {}),
    // As it was called at sight: what proves real is a glitch from then on.
    kind: sight?.kind ?? anomaly.kind,
    baseline,
    reasons,
    ...(facts.availability ? { availability: facts.availability } : {}),
    readingConfidence: sight?.observation.confidence ?? 1,
    secondLookAgrees: secondLook?.price?.minor === price.minor && secondLook.price.currency === price.currency,
  };
}
