import type { Anomaly } from '../../documents/anomaly.ts';
import type { Offer } from '../../documents/offer.ts';
import type { PriceObserved } from '../../messages/price-observed.ts';
import { detectorVersion } from '../detection/detector-version.ts';
import { standingLevel } from '../detection/history.ts';
import { shopExcerpt } from '../detection/shop-excerpt.ts';
import { type ShopWatch, shopEvidence } from '../detection/shop-watch.ts';
import type { Verdict } from '../detection/verdict.ts';
import type { Money } from '../money/money.ts';
import type { Comparison } from '../offer/comparison.ts';
import type { EvidenceRecord } from './evidence-record.ts';
import { shopFaultWords } from './shop-fault.ts';

interface Opening {
  /** Observations before this one are missing. */
  readonly afterGap: boolean;
  readonly shop: ShopWatch | undefined;
  readonly decideByMs: number;
  readonly nowMs: number;
  readonly release: string;
  readonly comparison: Comparison;
  /** This very observation ends the suspicion that was open. */
  readonly settled: boolean;
}

/** The anomaly that an observation opens, with the evidence it rests on; undefined where it is none, or none of its own. */
export function openAnomaly(
  offer: Offer,
  observed: PriceObserved,
  verdict: Verdict,
  opening: Opening,
): Anomaly | undefined {
  const { observation, purpose } = observed;
  const { price } = observation;
  if (verdict.type === 'normal' || !price) return undefined;
  // A price that goes on standing is no new suspicion, and a page that shows a new price at every look is not asked on.
  if (verdict.type === 'suspect' && (verdict.reasons.includes('still-suspect') || purpose === 'confirm'))
    return undefined;
  if (verdict.type === 'suspect' && offer.openAnomalyId && !opening.settled) return undefined;
  const { offerId, shardId, shopId, retailerId, url, sequence } = observed;
  const kind = verdict.type === 'deal' ? 'genuine-deal' : verdict.kind;
  const evidence = evidenceAtSight(offer, observed, price, kind, opening);
  return {
    offerId,
    shardId,
    shopId,
    retailerId,
    url,
    sequence,
    type: verdict.type,
    kind,
    price,
    facts: { ...offer.facts, ...observation.facts },
    baseline: verdict.baseline,
    reasons: opening.afterGap ? [...verdict.reasons, 'gap'] : [...verdict.reasons],
    observedAtMs: observation.checkedAtMs,
    secondLook: null,
    validation: { attempts: 0, lastError: null, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
    evidence,
    retraction: null,
    ...firstState(verdict, evidence.sight.before, price, observation.checkedAtMs, opening),
  };
}

type FirstState = Pick<Anomaly, 'state' | 'dueAtMs' | 'decidedAtMs' | 'decision'>;

/** A deal goes on to validation, a suspect into quarantine; one of a whole shop's faults needs no look of its own. */
function firstState(
  verdict: Verdict,
  before: Offer['detector'],
  price: Money,
  atMs: number,
  { shop, nowMs, decideByMs }: Opening,
): FirstState {
  const undecided = { decidedAtMs: null, decision: null };
  if (verdict.type === 'deal') return { ...undecided, state: 'validating', dueAtMs: null };
  const standing = before ? standingLevel(before) : undefined;
  const found = shop && standing ? shopEvidence(shop, standing.minor, price.minor, atMs) : undefined;
  if (!found?.alarm) return { ...undecided, state: 'quarantined', dueAtMs: decideByMs };
  const decision = { by: 'shop-watch', verdict: 'error', confidence: 1, explanation: shopFaultWords(found) } as const;
  return { state: 'rejected', dueAtMs: null, decidedAtMs: nowMs, decision };
}

function evidenceAtSight(
  { detector: before }: Offer,
  { observation, silences = [] }: PriceObserved,
  price: Money,
  kind: Anomaly['kind'],
  { shop, release, comparison }: Opening,
): EvidenceRecord {
  const standing = before ? standingLevel(before) : undefined;
  const excerpt = shop ? shopExcerpt(shop, standing?.minor ?? price.minor, price.minor) : null;
  return {
    sight: { release, detectorVersion, kind, before, observation, silences, comparison, shop: excerpt },
    laterLook: null,
    judgement: null,
  };
}
