import type { Shard, ShardOffer } from '../../documents/shard.ts';
import type { BatchSummary, PriceObserved } from '../../messages/price-observed.ts';
import { type AppliedLook, applyLook, type LookContext } from './apply-look.ts';
import { addToBatch } from './batch.ts';
import type { Look } from './look.ts';

/** What some looks of one batch make of their shard. */
export interface AppliedLooks {
  readonly offers: ReadonlyMap<string, ShardOffer>;
  /** To be published; each carries the batch's summary with all of these looks in it. */
  readonly observed: readonly PriceObserved[];
  readonly batch: BatchSummary;
}

/**
 * Applies looks in the order they were made: pure, so that they can be applied again to a shard that somebody else has
 * written meanwhile. What somebody else saw first then counts as no change of this batch.
 */
export function applyLooks(
  shard: { readonly id: string; readonly value: Shard },
  looks: readonly { readonly offerId: string; readonly look: Look }[],
  context: LookContext,
  before: BatchSummary,
): AppliedLooks {
  const offers = new Map<string, ShardOffer>();
  const published: { offerId: string; applied: AppliedLook }[] = [];
  let batch = before;
  for (const { offerId, look } of looks) {
    const offer = offers.get(offerId) ?? shard.value.offers[offerId];
    if (!offer) continue;
    const applied = applyLook(offer, look, context);
    if (applied.offer === offer) continue;
    offers.set(offerId, applied.offer);
    batch = addToBatch(batch, applied);
    if (applied.publish) published.push({ offerId, applied });
  }
  const observed = published.flatMap(({ offerId, applied }) => observationOf(shard, offerId, applied, context, batch));
  return { offers, observed, batch };
}

function observationOf(
  { id: shardId, value: { shopId, retailerId } }: { readonly id: string; readonly value: Shard },
  offerId: string,
  { offer: { url, sequence }, publish: observation, silences }: AppliedLook,
  { purpose, anomalyId }: LookContext,
  batch: BatchSummary,
): PriceObserved[] {
  if (!observation) return [];
  const about = { offerId, shardId, shopId, retailerId, url, sequence, purpose, observation, batch };
  return [{ ...about, ...(anomalyId ? { anomalyId } : {}), ...(silences ? { silences: [...silences] } : {}) }];
}
