import type { Stored } from '../../shared/documents/collection.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { ScrapeRetailer } from './handler.ts';
import { mergeIntoShop } from './merge-into-shop.ts';
import type { MergeBatch } from './shop-news.ts';

interface OpenShard {
  readonly shard: Stored<Shard>;
  readonly retailer: Retailer;
  readonly merge: MergeBatch;
}

/** The shard and its retailer; undefined, and said so, where either is unknown. */
export async function openShard(deps: ScrapeRetailer, shardId: string, log: Log): Promise<OpenShard | undefined> {
  const shard = await shards.get(deps.catalogue, shardId);
  if (!shard) {
    log.info('asked to look at a shard that is gone', { shardId });
    return undefined;
  }
  const retailer = deps.retailers.byId(shard.value.retailerId);
  if (!retailer) {
    log.error('a shard names an unknown retailer', { shardId, retailerId: shard.value.retailerId });
    return undefined;
  }
  const { shopId } = shard.value;
  const merge: MergeBatch = async (batch) => {
    const told = await mergeIntoShop(deps.catalogue, shard, batch, deps.clock.nowMs());
    if (told?.news === 'raised') {
      const { lost, of } = told.alarm;
      log.error("a shop's pages have a new layout: prices vanished from their data", { shopId, lost, of });
    } else if (told) log.info("prices are back in a shop's pages", { shopId });
  };
  return { shard, retailer, merge };
}

/** The breaker of a shop. */
export const serviceOf = ({ shopId }: Shard) => `retailer:${shopId}`;
