import type { Stored } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type Shard, shards } from '../../shared/documents/shard.ts';
import { shops } from '../../shared/documents/shop.ts';
import { mergeBatch } from '../../shared/domain/detection/shop-watch.ts';
import { blindnessOf } from '../../shared/domain/shard/blindness.ts';
import type { BatchSummary } from '../../shared/messages/price-observed.ts';
import type { Documents } from '../../shared/ports/documents.ts';

const rememberedBatches = 20;

/**
 * Adds what a batch saw to its shop's rolling summary, once however often it is called with the same batch, and notes
 * whether the shop can still be seen.
 */
export async function mergeIntoShop(
  catalogue: Documents,
  shard: Pick<Stored<Shard>, 'id'> & { readonly value: Pick<Shard, 'shopId'> },
  batches: readonly BatchSummary[],
  nowMs: number,
): Promise<void> {
  await catalogue.transaction(async (read) => {
    const [shop, current] = await Promise.all([shops.get(read, shard.value.shopId), shards.get(read, shard.id)]);
    if (!shop) return { writes: [], result: undefined };
    const { mergedBatchIds } = shop.value;
    // A run that came second saw nothing of its own: its empty summary must not stand for the first one's.
    const fresh = batches.filter(({ batchId, checked }) => checked > 0 && !mergedBatchIds.includes(batchId));
    const watch = fresh.reduce(
      (merged, { checked, changes }) => mergeBatch(merged, { atMs: nowMs, checked, changes }),
      shop.value.watch,
    );
    const ids = [...new Set([...mergedBatchIds, ...fresh.map(({ batchId }) => batchId)])].slice(-rememberedBatches);
    const blind = blindnessOf(Object.values(current?.value.offers ?? {}));
    const write = shops.update(shop.id, fields({ watch, mergedBatchIds: ids, lastBatchAtMs: nowMs, blind }));
    return { writes: [write], result: undefined };
  });
}
