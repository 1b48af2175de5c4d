import type { Shard, ShardOffer } from '../../documents/shard.ts';

/** Offers not looked at within the shortest time allowed between two looks, the longest unseen first. */
export function dueOffers(shard: Shard, nowMs: number, skipWithinMs: number): [string, ShardOffer][] {
  // A shop checked more often than the rule allows says so in its file.
  const quietMs = Math.min(skipWithinMs, shard.checkEveryMs / 2);
  return Object.entries(shard.offers)
    .filter(([, offer]) => offer.checkedAtMs <= nowMs - quietMs)
    .sort(([, a], [, b]) => a.checkedAtMs - b.checkedAtMs);
}

/** When a shard is to be looked at next: at once while offers were left over, else after its interval. */
export function nextDueMs(shard: Shard, nowMs: number, leftOver: boolean): number {
  return leftOver ? nowMs : nowMs + shard.checkEveryMs;
}
