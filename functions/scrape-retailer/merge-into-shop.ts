import { field, fields } from '../../shared/documents/fields.ts';
import { shards } from '../../shared/documents/shard.ts';
import { shops } from '../../shared/documents/shop.ts';
import { mergeBatch } from '../../shared/domain/detection/shop-watch.ts';
import { blindnessOf } from '../../shared/domain/shard/blindness.ts';
import { bearsOnLayout, type LayoutAlarm, layoutAfter, tallyOf } from '../../shared/domain/shard/layout-alarm.ts';
import type { Batch } from '../../shared/messages/price-observed.ts';
import type { Documents } from '../../shared/ports/documents.ts';

const rememberedBatches = 20;

/** Tells the shop's record of a batch, finished or so far. */
export type MergeBatch = (batch: Batch) => Promise<void>;

export interface LayoutNews {
  readonly news: 'raised' | 'ended';
  readonly alarm: LayoutAlarm;
}

/**
 * Adds what a shard has not told yet to its shop's rolling summary, and notes whether the shop can still be seen, and
 * whether its pages are still laid out as they were; gives what the operator is to be told of that. What is counted in the
 * shop's record leaves the shard in the same transaction, so everything counts once, whoever tells it and however often.
 */
export async function mergeIntoShop(
  catalogue: Documents,
  { shardId, shopId }: { readonly shardId: string; readonly shopId: string },
  { batchId, finished }: Batch,
  nowMs: number,
): Promise<LayoutNews | null> {
  return await catalogue.transaction<LayoutNews | null>(async (read) => {
    const [shop, shard] = await Promise.all([shops.get(read, shopId), shards.get(read, shardId)]);
    const { offers = {}, untold } = shard?.value ?? {};
    const writes = untold ? [shards.update(shardId, [field(['untold'], undefined)])] : [];
    if (!shop || (!untold && !finished)) return { writes, result: null };
    const watch = mergeBatch(shop.value.watch, { atMs: nowMs, changes: untold ?? [] });
    const others = shop.value.mergedBatchIds.filter((id) => id !== batchId);
    const mergedBatchIds = finished ? [...others, batchId].slice(-rememberedBatches) : shop.value.mergedBatchIds;
    const blind = blindnessOf(Object.values(offers));
    const tally = tallyOf(shardId, Object.values(offers), nowMs);
    const changed = bearsOnLayout(shop.value.layout, tally) ? layoutAfter(shop.value.layout, tally) : undefined;
    const told = { watch, mergedBatchIds, lastBatchAtMs: nowMs, blind };
    writes.push(shops.update(shopId, fields(changed ? { ...told, layout: changed.layout } : told)));
    const alarm = changed?.news ? changed.layout.alarm : null;
    return { writes, result: changed?.news && alarm ? { news: changed.news, alarm } : null };
  });
}
