import type { BatchSummary } from '../../messages/price-observed.ts';
import type { AppliedLook } from './apply-look.ts';

export function emptyBatch(batchId: string): BatchSummary {
  return { batchId, finished: false, checked: 0, changes: [] };
}

/** The batch's summary with one more look in it. */
export function addToBatch(batch: BatchSummary, { change }: AppliedLook): BatchSummary {
  return { ...batch, checked: batch.checked + 1, changes: change ? [...batch.changes, change] : batch.changes };
}
