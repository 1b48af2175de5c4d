/** A shard that is due, with what decides whether it can be looked at now. */
export interface DueShard {
  readonly shardId: string;
  readonly shopId: string;
  readonly dueAtMs: number;
  readonly offers: number;
}

export interface ShopReadiness {
  readonly breakerOpen: boolean;
  /** Mean pause between two requests, milliseconds; 0 = the shop sets no pace. */
  readonly meanDelayMs: number;
  /** When the shop's next free slot begins. */
  readonly nextFreeMs: number;
}

/**
 * Which due shards to ask for now: the longest overdue first, none of a shop whose breaker is open, and of each shop
 * no more than its free slots within the horizon can take.
 */
export function planScans(
  due: readonly DueShard[],
  readinessOf: (shopId: string) => ShopReadiness,
  nowMs: number,
  horizonMs: number,
): DueShard[] {
  const busyUntilMs = new Map<string, number>();
  return [...due]
    .sort((a, b) => a.dueAtMs - b.dueAtMs)
    .filter(({ shopId, offers }) => {
      const { breakerOpen, meanDelayMs, nextFreeMs } = readinessOf(shopId);
      if (breakerOpen) return false;
      const beginsMs = busyUntilMs.get(shopId) ?? Math.max(nowMs, nextFreeMs);
      // A shop without pace has slots in the future only when it asked to be left alone until then.
      if (beginsMs >= nowMs + (meanDelayMs > 0 ? horizonMs : 1)) return false;
      busyUntilMs.set(shopId, beginsMs + offers * meanDelayMs);
      return true;
    });
}
