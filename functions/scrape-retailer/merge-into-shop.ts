import type { Stored } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import { type Shop, shops } from '../../shared/documents/shop.ts';
import { mergeBatch, shopWindowMs } from '../../shared/domain/detection/shop-watch.ts';
import { blindnessOf } from '../../shared/domain/shard/blindness.ts';
import { bearsOnLayout, type LayoutAlarm, layoutAfter, tallyOf } from '../../shared/domain/shard/layout-alarm.ts';
import type { BatchSummary } from '../../shared/messages/price-observed.ts';
import type { Documents } from '../../shared/ports/documents.ts';

const rememberedBatches = 20;

export interface LayoutNews {
  readonly news: 'raised' | 'ended';
  readonly alarm: LayoutAlarm;
}

/**
 * Adds what a batch saw to its shop's rolling summary, and notes whether the shop can still be seen, and whether its
 * pages are still laid out as they were; gives what the operator is to be told of that. Of a batch under way
 * that is what it saw so far, and later the rest: everything counts once, however often it is told.
 */
export async function mergeIntoShop(
  catalogue: Documents,
  shard: Pick<Stored<Shard>, 'id'> & { readonly value: Pick<Shard, 'shopId'> },
  batch: BatchSummary,
  nowMs: number,
): Promise<LayoutNews | null> {
  return await catalogue.transaction<LayoutNews | null>(async (read) => {
    const [shop, current] = await Promise.all([shops.get(read, shard.value.shopId), shards.get(read, shard.id)]);
    if (!shop) return { writes: [], result: null };
    const { watch, ...merged } = mergeOnce(shop.value, batch, nowMs);
    const mergedBatchIds = merged.mergedBatchIds.slice(-rememberedBatches);
    // A batch whose shard is gone never ends; its moves have stopped counting by then.
    const running = Object.entries(merged.underWay).filter(([, { atMs }]) => nowMs - atMs < shopWindowMs);
    const underWay = Object.fromEntries(running);
    const blind = blindnessOf(Object.values(current?.value.offers ?? {}));
    const tally = tallyOf(shard.id, Object.values(current?.value.offers ?? {}), nowMs);
    const changed = bearsOnLayout(shop.value.layout, tally) ? layoutAfter(shop.value.layout, tally) : undefined;
    const told = { watch, mergedBatchIds, underWay, lastBatchAtMs: nowMs, blind };
    const write = shops.update(shop.id, fields(changed ? { ...told, layout: changed.layout } : told));
    const alarm = changed?.news ? changed.layout.alarm : null;
    return { writes: [write], result: changed?.news && alarm ? { news: changed.news, alarm } : null };
  });
}

type Merged = Pick<Shop, 'watch' | 'mergedBatchIds' | 'underWay'>;

function mergeOnce(before: Merged, { batchId, finished, checked, changes }: BatchSummary, nowMs: number): Merged {
  // A run that came second saw nothing of its own: its empty summary must not stand for the first one's.
  if (checked === 0 || before.mergedBatchIds.includes(batchId)) return before;
  const { [batchId]: told = { checked: 0, changes: 0 }, ...others } = before.underWay;
  const news = { atMs: nowMs, checked: Math.max(0, checked - told.checked), changes: changes.slice(told.changes) };
  const watch = mergeBatch(before.watch, news);
  if (finished) return { watch, mergedBatchIds: [...before.mergedBatchIds, batchId], underWay: others };
  // A run that goes on with another's batch may know of fewer looks, never of fewer changes.
  const seen = { checked: Math.max(checked, told.checked), changes: changes.length, atMs: nowMs };
  return { ...before, watch, underWay: { ...others, [batchId]: seen } };
}
