import type { Anomaly } from '../../documents/anomaly.ts';
import type { Offer } from '../../documents/offer.ts';
import type { PriceObserved } from '../../messages/price-observed.ts';
import { judgeSecondLook, type SecondLook } from '../anomaly/second-look.ts';
import { detect } from '../detection/detect.ts';
import { evidenceOf } from '../detection/evidence-of.ts';
import type { ShopWatch } from '../detection/shop-watch.ts';
import type { Resolution, Verdict } from '../detection/verdict.ts';
import type { Money } from '../money/money.ts';

/** A price that enters the accepted history, under the sequence of the observation that let it in. */
export interface HistoryChange {
  readonly sequence: number;
  readonly atMs: number;
  readonly minor: number;
}

/** What one observation changes; the handler writes it as it is. */
export interface AppliedObservation {
  readonly offer: Pick<Offer, 'facts' | 'price' | 'availability' | 'outcome' | 'detector' | 'openAnomalyId'>;
  readonly history: readonly HistoryChange[];
  /** A new anomaly, in quarantine or ready for validation. */
  readonly opened?: Anomaly;
  /** What becomes of the anomaly that was open. */
  readonly secondLook?: SecondLook;
  readonly verdict?: Verdict;
  readonly resolution?: Resolution;
}

export interface ObservationContext {
  /** Name of the anomaly this observation opens, should it be one. */
  readonly anomalyId: string;
  /** Observations before this one are missing. */
  readonly afterGap: boolean;
  readonly shop: ShopWatch | undefined;
  /** Until when a suspicion opened now may wait for its second look. */
  readonly decideByMs: number;
}

/** Judges the next observation of an offer against what is accepted of it. Pure. */
export function applyObservation(
  offer: Offer,
  observed: PriceObserved,
  context: ObservationContext,
): AppliedObservation {
  const { observation } = observed;
  const seen = {
    facts: { ...offer.facts, ...observation.facts },
    availability: observation.facts.availability ?? offer.availability,
    outcome: observation.outcome,
  };
  const { price } = observation;
  if (!price) {
    const unchanged = { price: offer.price, detector: offer.detector, openAnomalyId: offer.openAnomalyId };
    const unseen =
      offer.openAnomalyId && observed.purpose === 'confirm' ? { secondLook: { type: 'unseen' as const } } : {};
    return { offer: { ...seen, ...unchanged }, history: [], ...unseen };
  }

  const { state, verdict, resolution } = detect(
    offer.detector ?? undefined,
    {
      atMs: observation.checkedAtMs,
      minor: price.minor,
      currency: price.currency,
      evidence: evidenceOf(observation),
      silences: observed.silences ?? [],
    },
    context.shop,
  );
  const secondLook = openSuspicion(offer, observed, context.shop);
  const settled = secondLook && secondLook.type !== 'unseen';
  const opened = openedAnomaly(offer, observed, verdict, context, settled === true);
  const accepted = verdict.type !== 'suspect';
  return {
    offer: {
      ...seen,
      price: accepted ? price : offer.price,
      detector: state,
      openAnomalyId: opened?.state === 'quarantined' ? context.anomalyId : settled ? null : offer.openAnomalyId,
    },
    history: historyChanges(offer, observed, price, accepted, resolution),
    verdict,
    ...(opened ? { opened } : {}),
    ...(secondLook ? { secondLook } : {}),
    ...(resolution ? { resolution } : {}),
  };
}

/** What the look means for an open suspicion: a scheduled look can only refute it, it looks the same way as the first. */
function openSuspicion(offer: Offer, observed: PriceObserved, shop: ShopWatch | undefined): SecondLook | undefined {
  if (!offer.openAnomalyId || !offer.detector) return undefined;
  const look = judgeSecondLook(offer.detector, observed.observation, shop);
  if (observed.purpose === 'confirm' && observed.anomalyId === offer.openAnomalyId) return look;
  return look.type === 'refuted' ? look : undefined;
}

function openedAnomaly(
  offer: Offer,
  observed: PriceObserved,
  verdict: Verdict,
  context: ObservationContext,
  settling: boolean,
): Anomaly | undefined {
  const { observation, purpose } = observed;
  if (verdict.type === 'normal' || !observation.price) return undefined;
  // A price that goes on standing is no new suspicion, and a page that shows a new price at every look is not asked on.
  if (verdict.type === 'suspect' && (verdict.reasons.includes('still-suspect') || purpose === 'confirm'))
    return undefined;
  if (verdict.type === 'suspect' && offer.openAnomalyId && !settling) return undefined;
  const isDeal = verdict.type === 'deal';
  return {
    offerId: observed.offerId,
    shardId: observed.shardId,
    shopId: observed.shopId,
    retailerId: observed.retailerId,
    url: observed.url,
    sequence: observed.sequence,
    type: isDeal ? 'deal' : 'suspect',
    kind: isDeal ? 'genuine-deal' : verdict.kind,
    state: isDeal ? 'validating' : 'quarantined',
    price: observation.price,
    facts: { ...offer.facts, ...observation.facts },
    baseline: verdict.baseline,
    reasons: context.afterGap ? [...verdict.reasons, 'gap'] : [...verdict.reasons],
    votes: observation.votes,
    extractionConfidence: observation.confidence,
    observedAtMs: observation.checkedAtMs,
    secondLook: null,
    dueAtMs: isDeal ? null : context.decideByMs,
    decidedAtMs: null,
    decision: null,
    validation: { attempts: 0, lastError: null, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  };
}

function historyChanges(
  offer: Offer,
  { sequence, observation }: PriceObserved,
  price: Money,
  accepted: boolean,
  resolution: Resolution | undefined,
): HistoryChange[] {
  if (resolution?.outcome === 'accepted') return [{ sequence, atMs: resolution.observedAtMs, minor: resolution.minor }];
  if (!accepted || offer.price?.minor === price.minor) return [];
  return [{ sequence, atMs: observation.checkedAtMs, minor: price.minor }];
}
