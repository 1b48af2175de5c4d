import type { Anomaly } from '../../shared/documents/anomaly.ts';
import type { Deal } from '../../shared/documents/deal.ts';
import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';
import type { WeighedVerdict } from '../../shared/domain/verdict/weigh-answer.ts';
import type { Asked } from './ask-models.ts';

/** What is asked about an anomaly: numbers of ours, texts of the page. */
export function questionOf(anomaly: Anomaly, retailerName: string): JudgeQuestion {
  const { facts, price, kind, baseline, reasons, secondLook } = anomaly;
  const agrees = secondLook?.price?.minor === price.minor && secondLook.price.currency === price.currency;
  return {
    title: facts.title ?? '',
    retailer: retailerName,
    price,
    ...(facts.listPrice ? { listPrice: facts.listPrice } : {}),
    kind,
    baseline,
    reasons,
    ...(facts.availability ? { availability: facts.availability } : {}),
    readingConfidence: anomaly.evidence?.sight.observation.confidence ?? 1,
    secondLookAgrees: agrees,
  };
}

/** The fields of an anomaly once it is decided. */
export function decidedAnomaly(anomaly: Anomaly, weighed: WeighedVerdict, asked: Asked | null, nowMs: number) {
  const { verdict, confidence, explanation } = weighed;
  const model = weighed.by === 'model' ? asked?.answer : undefined;
  const real = verdict === 'real';
  return {
    state: real ? ('confirmed' as const) : ('rejected' as const),
    // A suspect that proves real is the shop's own pricing error.
    kind: real && anomaly.type === 'suspect' ? ('glitch' as const) : anomaly.kind,
    decidedAtMs: nowMs,
    decision: {
      by: model?.provider ?? ('rules' as const),
      verdict,
      confidence,
      explanation,
      ...(model ? { model: model.model, promptVersion: model.promptVersion } : {}),
    },
  };
}

/** The deal the public sees; null where the anomaly lacks the numbers a deal needs. */
export function dealOf(anomaly: Anomaly, retailerName: string, nowMs: number): Deal | null {
  const { baseline, facts, price, offerId, retailerId, url, reasons, observedAtMs } = anomaly;
  if (!baseline) return null;
  return {
    offerId,
    retailerId,
    retailerName,
    title: facts.title ?? url,
    url,
    ...(facts.imageUrl ? { imageUrl: facts.imageUrl } : {}),
    ...(facts.brand ? { brand: facts.brand } : {}),
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
  };
}
