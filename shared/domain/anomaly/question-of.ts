import type { Anomaly } from '../../documents/anomaly.ts';
import type { Money } from '../money/money.ts';
import type { Observation } from '../observation/observation.ts';
import type { JudgeQuestion } from '../verdict/judge-question.ts';

/** What is asked about an anomaly: numbers of ours, texts of the page. */
export function questionOf(anomaly: Anomaly, retailerName: string): JudgeQuestion {
  const { facts, price, baseline, reasons, secondLook } = anomaly;
  const sight = anomaly.evidence?.sight;
  const looks = [sight?.observation, secondLook].filter((look) => look != null);
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
    places: looks.length === 0 ? 0 : Math.min(...looks.map((look) => placesShowing(look, price))),
    secondLookAgrees: secondLook?.price?.minor === price.minor && secondLook.price.currency === price.currency,
  };
}

/** How many extractors, each reading the page its own way, found this amount as the price. */
function placesShowing({ votes }: Observation, { minor, currency }: Money): number {
  const agreeing = votes.filter(
    ({ role, price }) => role === 'current' && price.minor === minor && price.currency === currency,
  );
  return new Set(agreeing.map(({ extractor }) => extractor)).size;
}
