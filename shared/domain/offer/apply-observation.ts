import type { Anomaly } from '../../documents/anomaly.ts';
import type { Offer } from '../../documents/offer.ts';
import type { PriceObserved } from '../../messages/price-observed.ts';
import { openAnomaly } from '../anomaly/open-anomaly.ts';
import { judgeSecondLook, type SecondLook } from '../anomaly/second-look.ts';
import { inputOf } from '../anomaly/sight-input.ts';
import { withStandingDeal } from '../deal/standing-deals.ts';
import { type Detection, detect } from '../detection/detect.ts';
import { type LevelChange, levelChange } from '../detection/level-steps.ts';
import type { ShopWatch } from '../detection/shop-watch.ts';
import { type Comparison, gtinKey, packChange, pageKey } from './comparison.ts';

/** What one observation changes; the handler writes it as it is. */
export interface AppliedObservation {
  readonly offer: Pick<
    Offer,
    'facts' | 'gtin' | 'page' | 'price' | 'availability' | 'outcome' | 'detector' | 'openAnomalyId' | 'deals'
  >;
  /** What enters the accepted history. */
  readonly history: LevelChange;
  /** A new anomaly: in quarantine, ready for validation, or rejected at once with its whole shop. */
  readonly opened?: Anomaly;
  /** What becomes of the anomaly that was open. */
  readonly secondLook?: SecondLook;
  /** Where a price was seen. */
  readonly detection?: Detection;
}

interface ObservationContext {
  /** Name of the anomaly this observation opens, should it be one. */
  readonly anomalyId: string;
  /** Observations before this one are missing. */
  readonly afterGap: boolean;
  readonly shop: ShopWatch | undefined;
  /** Until when a suspicion opened now may wait for its second look. */
  readonly decideByMs: number;
  readonly nowMs: number;
  /** Other prices of the product, where they were looked up. */
  readonly comparison?: Comparison;
  /** Version of the program, kept with the evidence. */
  readonly release: string;
}

/** Judges the next observation of an offer against what is accepted of it. Pure. */
export function applyObservation(
  offer: Offer,
  observed: PriceObserved,
  context: ObservationContext,
): AppliedObservation {
  const { observation } = observed;
  const facts = { ...offer.facts, ...observation.facts };
  const seen = {
    facts,
    gtin: gtinKey(facts),
    page: pageKey(observed.url),
    availability: observation.facts.availability ?? offer.availability,
    outcome: observation.outcome,
  };
  const { price } = observation;
  const comparison = { ...context.comparison, ...packChange(offer.facts, observation.facts) };
  const input = inputOf({ observation, silences: observed.silences ?? [], comparison });
  if (!price || !input) {
    const secondLook = openSuspicion(offer, observed, context.shop);
    const openAnomalyId = secondLook ? null : offer.openAnomalyId;
    const deals = without(offer.deals, secondLook ? offer.openAnomalyId : null);
    const unchanged = { price: offer.price, detector: offer.detector, openAnomalyId, deals };
    const looked = secondLook ? { secondLook } : {};
    return { offer: { ...seen, ...unchanged }, history: { steps: [], restarted: false }, ...looked };
  }

  const detection = detect(offer.detector ?? undefined, input, context.shop);
  const secondLook = openSuspicion(offer, observed, context.shop);
  const settled = secondLook !== undefined;
  const opened = openAnomaly(offer, observed, detection.verdict, { ...context, comparison, settled });
  const openAnomalyId = opened?.state === 'quarantined' ? context.anomalyId : settled ? null : offer.openAnomalyId;
  const accepted = detection.verdict.type !== 'suspect';
  const deals = secondLook && secondLook.type !== 'stands' ? without(offer.deals, offer.openAnomalyId) : offer.deals;
  return {
    offer: {
      ...seen,
      price: accepted ? price : offer.price,
      detector: detection.state,
      openAnomalyId,
      deals: opened && opened.state !== 'rejected' ? withStandingDeal(deals, context.anomalyId, price) : deals,
    },
    history: levelChange(offer.detector, input, detection),
    detection,
    ...(opened ? { opened } : {}),
    ...(secondLook ? { secondLook } : {}),
  };
}

const without = (deals: Offer['deals'], id: string | null) => (id ? deals.filter((deal) => deal.id !== id) : deals);

/** What the look means for an open suspicion: a scheduled look can only refute it, it looks the same way as the first. */
function openSuspicion(offer: Offer, observed: PriceObserved, shop: ShopWatch | undefined): SecondLook | undefined {
  if (!offer.openAnomalyId || !offer.detector) return undefined;
  const look = judgeSecondLook(offer.detector, observed.observation, shop);
  if (observed.purpose === 'confirm' && observed.anomalyId === offer.openAnomalyId) return look;
  return look.type === 'refuted' ? look : undefined;
}
