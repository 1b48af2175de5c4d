import type { Stored } from '../../shared/documents/collection.ts';
import type { Shard } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { ScrapePurpose } from '../../shared/domain/observation/observation.ts';
import type { ScrapeRetailer } from './handler.ts';
import type { Visit } from './look-at-offer.ts';
import { serviceOf } from './open-shard.ts';
import { pauseShop } from './reserve-slots.ts';
import type { ShardRun } from './shard-run.ts';

export interface Settling {
  readonly run: ShardRun;
  readonly shard: Stored<Shard>;
  readonly retailer: Retailer;
  readonly allowed: readonly Strategy[];
  readonly purpose: ScrapePurpose;
}

/** Adds a look to its run, and tells the breaker, the shop's pace and its memory of ways what they have to know of it. */
export async function settleVisit(
  deps: ScrapeRetailer,
  offerId: string,
  { look, shop, pauseMs }: Extract<Visit, { type: 'looked' }>,
  { run, shard, allowed, purpose }: Settling,
): Promise<void> {
  await run.add(offerId, look);
  const { shopId, offers } = shard.value;
  if (purpose === 'scheduled') {
    const others = () => Object.entries(offers).flatMap(([id, offer]) => (id === offerId ? [] : [offer]));
    await deps.shopWays.learn(shopId, allowed, look, others);
  }
  if (shop !== 'unknown') await deps.breakers.record(serviceOf(shard.value), shop);
  if (pauseMs !== undefined) await pauseShop(deps, shopId, pauseMs);
}
