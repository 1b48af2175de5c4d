import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import { type Decided, decideAnomaly } from '../../shared/domain/anomaly/decide-anomaly.ts';
import type { Judgement } from '../../shared/domain/anomaly/evidence-record.ts';
import { standingLevel } from '../../shared/domain/detection/history.ts';
import { shopExcerpt } from '../../shared/domain/detection/shop-excerpt.ts';
import { standingOf } from '../../shared/domain/offer/why-not-asked.ts';
import { type AskedModel, lastFailure, usageOfAll } from '../../shared/domain/verdict/asked-model.ts';
import type { RuleJudgement } from '../../shared/domain/verdict/judge-by-rules.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import { version } from '../../shared/runtime/version.ts';
import { dealOf, decidedAnomaly } from './decide.ts';

/** What one delivery found out. */
interface Found {
  readonly anomalyId: string;
  readonly retailerName: string;
  readonly rules: RuleJudgement;
  readonly asked: readonly AskedModel[];
  readonly nowMs: number;
}

/**
 * Writes the attempt and, where it decides, the decision and its deal, in one step with reading whether the price is
 * still asked. Gives how the anomaly is decided, by this delivery or by one that was faster; undefined where it is not,
 * or is taken back.
 */
export async function writeDown(
  catalogue: Documents,
  found: Found,
  decides: 'decides' | 'comes-again',
): Promise<Pick<Decided, 'verdict' | 'by'> | undefined> {
  const { anomalyId: id, asked, nowMs } = found;
  return catalogue.transaction<Pick<Decided, 'verdict' | 'by'> | undefined>(async (read) => {
    const current = (await anomalies.get(read, id))?.value;
    if (current?.state !== 'validating') {
      return { writes: [], result: current?.state === 'confirmed' ? { verdict: 'real', by: 'rules' } : undefined };
    }
    const offer = (await offers.get(read, current.offerId))?.value;
    const meanwhile = decides === 'decides' ? await whatStands(read, current, offer) : null;
    const judgement = judgementAfter(current, found, meanwhile);
    const decided = decides === 'decides' ? decideAnomaly(current, judgement) : undefined;
    const { retailerName } = found;
    const known = { retailerName, lastEndedAtMs: offer?.dealEndedAtMs ?? null, nowMs };
    const deal = decided?.verdict === 'real' ? dealOf(current, decided.confidence, known) : null;
    const writes = [
      anomalies.update(id, [
        ...fields(decided ? decidedAnomaly(current, decided, nowMs) : {}),
        field(['validation'], validationAfter(current, asked)),
        ...(current.evidence ? [field(['evidence', 'judgement'], judgement)] : []),
      ]),
      ...(deal ? [deals.create(id, deal), ...(await superseded(read, id, deal, offer))] : []),
    ];
    return { writes, result: decided };
  });
}

/** What was no fault of the whole shop at sight may be one by now, and the price may be gone. */
async function whatStands(
  read: DocumentReader,
  { shopId, price, evidence }: Anomaly,
  offer: Offer | undefined,
): Promise<Judgement['meanwhile']> {
  const shop = await shops.get(read, shopId);
  const before = evidence?.sight.before;
  const fromMinor = (before ? standingLevel(before)?.minor : undefined) ?? price.minor;
  return {
    offer: offer ? standingOf(offer) : null,
    shop: shop ? shopExcerpt(shop.value.watch, fromMinor, price.minor) : null,
  };
}

/** Of two deals of an offer the later one is the better: the lists show only that. An error of the shop says nothing of its deals. */
async function superseded(read: DocumentReader, id: string, deal: Deal, offer: Offer | undefined): Promise<Write[]> {
  if (deal.kind !== 'deal' || !offer) return [];
  const others = offer.deals.filter((other) => other.id !== id).map((other) => other.id);
  const ended = { status: 'ended', endedAtMs: deal.confirmedAtMs, endReason: 'superseded' };
  return (await deals.getAll(read, others)).flatMap((other) =>
    other?.value.status === 'live' && other.value.kind === 'deal' ? [deals.update(other.id, fields(ended))] : [],
  );
}

function validationAfter({ validation }: Anomaly, asked: readonly AskedModel[]): Anomaly['validation'] {
  const used = usageOfAll(asked);
  return {
    attempts: validation.attempts + 1,
    lastError: lastFailure(asked) ?? validation.lastError,
    inputTokens: validation.inputTokens + used.inputTokens,
    outputTokens: validation.outputTokens + used.outputTokens,
    costMicroUsd: validation.costMicroUsd + used.costMicroUsd,
  };
}

function judgementAfter(
  { evidence }: Anomaly,
  { retailerName, rules, asked }: Found,
  meanwhile: Judgement['meanwhile'],
): Judgement {
  return { release: version, retailerName, rules, asked: [...(evidence?.judgement?.asked ?? []), ...asked], meanwhile };
}
