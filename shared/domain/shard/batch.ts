import type { BatchSummary } from '../../messages/price-observed.ts';
import type { AppliedLook } from './apply-look.ts';

export function emptyBatch(batchId: string): BatchSummary {
  return { batchId, finished: false, checked: 0, changes: [] };
}

/** The batch's summary with one more look in it. */
export function addToBatch(batch: BatchSummary, { change }: AppliedLook): BatchSummary {
  return { ...batch, checked: batch.checked + 1, changes: change ? [...batch.changes, change] : batch.changes };
}

/** Of each batch the summary that holds most of it, from observations made at different times of it. */
export function latestSummaries(observed: readonly { readonly batch: BatchSummary }[]): BatchSummary[] {
  const latest = new Map<string, BatchSummary>();
  for (const { batch } of observed) {
    const known = latest.get(batch.batchId);
    if (!known || batch.finished || (!known.finished && batch.checked > known.checked))
      latest.set(batch.batchId, batch);
  }
  return [...latest.values()];
}
