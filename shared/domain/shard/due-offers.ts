import type { AwaitedRender, Shard, ShardOffer } from '../../documents/shard.ts';

/** Offers not looked at within the shortest time allowed between two looks, the longest unseen first. */
export function dueOffers(shard: Shard, nowMs: number, skipWithinMs: number): [string, ShardOffer][] {
  // A shop checked more often than the rule allows says so in its file.
  const quietMs = Math.min(skipWithinMs, shard.checkEveryMs / 2);
  return Object.entries(shard.offers)
    .filter(([, { checkedAtMs, awaited }]) => checkedAtMs <= nowMs - quietMs && !isAwaited(awaited, nowMs))
    .sort(([, a], [, b]) => a.checkedAtMs - b.checkedAtMs);
}

/** Whether the offer's page is being rendered, as far as is known. */
const isAwaited = (awaited: AwaitedRender | undefined, nowMs: number): awaited is AwaitedRender =>
  awaited !== undefined && awaited.untilMs > nowMs;

/**
 * When a shard is to be looked at next: at once while offers were left over, else after its interval, or when a page
 * that is being rendered would count as lost.
 */
export function nextDueMs(
  { checkEveryMs, offers }: Shard,
  nowMs: number,
  leftOver: boolean,
  awaitedUntilMs: readonly number[] = [],
): number {
  if (leftOver) return nowMs;
  const running = Object.values(offers).flatMap(({ awaited }) => (isAwaited(awaited, nowMs) ? [awaited.untilMs] : []));
  return Math.min(nowMs + checkEveryMs, ...running, ...awaitedUntilMs);
}
