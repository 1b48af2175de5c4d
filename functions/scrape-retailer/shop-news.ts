import { isFarMove } from '../../shared/domain/detection/shop-watch.ts';
import type { BatchSummary } from '../../shared/messages/price-observed.ts';

/** A shorter batch tells the shop's record at its end; detection waits six times as long before it judges alone. */
const everyMs = 10_000;

/** Tells the shop's record of a batch, finished or so far; what it was told before counts once. */
export type MergeBatch = (batch: BatchSummary) => Promise<void>;

/**
 * What a lasting batch has to tell its shop's record before it ends: moves that may betray a fault of the whole shop.
 * Its products are published, and would be judged one by one, while it goes on.
 */
export class ShopNews {
  readonly #merge: MergeBatch;
  /** When it was last told, or the batch began, and how many of its changes are known. */
  #toldAtMs = Number.POSITIVE_INFINITY;
  #told = 0;

  constructor(merge: MergeBatch) {
    this.#merge = merge;
  }

  /** To be called after each look; tells now and then. */
  async soFar(batch: BatchSummary, nowMs: number): Promise<void> {
    this.#toldAtMs = Math.min(this.#toldAtMs, nowMs);
    if (nowMs - this.#toldAtMs < everyMs || !batch.changes.slice(this.#told).some(isFarMove)) return;
    await this.#merge(batch);
    this.#toldAtMs = nowMs;
    this.#told = batch.changes.length;
  }

  async atTheEnd(batch: BatchSummary): Promise<void> {
    await this.#merge(batch);
  }
}
