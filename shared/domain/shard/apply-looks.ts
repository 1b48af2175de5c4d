import type { Shard, ShardOffer } from '../../documents/shard.ts';
import type { Batch, PriceObserved } from '../../messages/price-observed.ts';
import type { PriceChange } from '../detection/shop-watch.ts';
import { type AppliedLook, applyLook, isNews, type LookContext } from './apply-look.ts';
import type { Look } from './look.ts';

/** What some looks of one batch make of their shard. */
export interface AppliedLooks {
  readonly offers: ReadonlyMap<string, ShardOffer>;
  /** To be published. */
  readonly observed: readonly PriceObserved[];
  /** What the shop's record is to be told, with what it had not been told before; undefined where there is nothing. */
  readonly untold: readonly PriceChange[] | undefined;
}

/**
 * Applies looks in the order they were made: pure, so that they can be applied again to a shard that somebody else has
 * written meanwhile. What somebody else saw first then counts as no change of this batch.
 */
export function applyLooks(
  shard: { readonly id: string; readonly value: Shard },
  looks: readonly { readonly offerId: string; readonly look: Look }[],
  context: LookContext,
  batch: Batch,
): AppliedLooks {
  const offers = new Map<string, ShardOffer>();
  const news: AppliedLook[] = [];
  const observed: PriceObserved[] = [];
  for (const { offerId, look } of looks) {
    const offer = offers.get(offerId) ?? shard.value.offers[offerId];
    if (!offer) continue;
    const applied = applyLook(offer, look, context);
    if (applied.offer === offer) continue;
    offers.set(offerId, applied.offer);
    if (isNews(applied)) news.push(applied);
    observed.push(...observationOf(shard, offerId, applied, context, batch));
  }
  const { untold } = shard.value;
  const changes = news.flatMap(({ change }) => change ?? []);
  return { offers, observed, untold: news.length > 0 ? [...(untold ?? []), ...changes] : untold };
}

function observationOf(
  { id: shardId, value: { shopId, retailerId } }: { readonly id: string; readonly value: Shard },
  offerId: string,
  { offer: { url, sequence }, publish: observation, silences }: AppliedLook,
  { purpose, anomalyId }: LookContext,
  batch: Batch,
): PriceObserved[] {
  if (!observation) return [];
  const about = { offerId, shardId, shopId, retailerId, url, sequence, purpose, observation, batch };
  return [{ ...about, ...(anomalyId ? { anomalyId } : {}), ...(silences ? { silences: [...silences] } : {}) }];
}
