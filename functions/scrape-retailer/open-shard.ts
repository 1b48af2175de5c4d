import type { Stored } from '../../shared/documents/collection.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { priceObserved } from '../../shared/messages/price-observed.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import type { ScrapeRetailer } from './handler.ts';
import { type MergeBatch, mergeIntoShop } from './merge-into-shop.ts';
import { removals } from './outbox.ts';

export interface OpenShard {
  readonly shard: Stored<Shard>;
  readonly retailer: Retailer;
  readonly merge: MergeBatch;
}

/**
 * The shard and its retailer; undefined, and said so, where either is unknown. What an earlier run wrote and perhaps could
 * not pass on is passed on first, whether or not there is anything else to do: nobody else may come for an hour. In the
 * order of every run: detection is to find in the shop's record what the batch saw.
 */
export async function openShard(
  deps: ScrapeRetailer,
  shardId: string,
  { log, publish, messageId }: MessageContext,
): Promise<OpenShard | undefined> {
  const { catalogue, clock } = deps;
  const found = await shards.get(catalogue, shardId);
  if (!found) {
    log.info('asked to look at a shard that is gone', { shardId });
    return undefined;
  }
  const { shopId, retailerId, untold } = found.value;
  const retailer = deps.retailers.byId(retailerId);
  if (!retailer) {
    log.error('a shard names an unknown retailer', { shardId, retailerId });
    return undefined;
  }
  const merge: MergeBatch = async (batch) => {
    const told = await mergeIntoShop(catalogue, { shardId, shopId }, batch, clock.nowMs());
    if (told?.news === 'raised') {
      const { lost, of } = told.alarm;
      log.error("a shop's pages have a new layout: prices vanished from their data", { shopId, lost, of });
    } else if (told) log.info("prices are back in a shop's pages", { shopId });
  };
  const left = Object.values(found.value.outbox);
  if (!untold && left.length === 0) return { shard: found, retailer, merge };

  if (untold) await merge({ batchId: messageId, finished: false });
  if (left.length > 0) {
    await publish(priceObserved, left);
    await catalogue.write([shards.update(shardId, removals(left))]);
  }
  const shard = await shards.get(catalogue, shardId);
  return shard && { shard, retailer, merge };
}

/** The breaker of a shop. */
export const serviceOf = ({ shopId }: Shard) => `retailer:${shopId}`;
