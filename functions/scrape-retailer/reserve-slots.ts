import { pacing } from '../../shared/documents/pacing.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { reserveSlots } from '../../shared/domain/fetching/pacing.ts';
import type { Clock, Random } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';

export interface ReserveSlots {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly random: Random;
}

const keptForMs = 24 * 3_600_000;

/**
 * Start times for `count` requests to a shop, shared by all instances: one transaction for the whole batch. Fewer come
 * back when the shop's slots within `maxWaitMs` do not suffice. A shop without pace costs nothing.
 */
export async function reserveShopSlots(
  { catalogue, clock, random }: ReserveSlots,
  shopId: string,
  { pacing: { minDelayMs, maxDelayMs, concurrency } }: Retailer,
  count: number,
  maxWaitMs: number,
): Promise<readonly number[]> {
  const nowMs = clock.nowMs();
  if (maxDelayMs === 0) return Array.from({ length: count }, () => nowMs);
  const delaysMs = Array.from(
    { length: count },
    () => (minDelayMs + random.fraction() * (maxDelayMs - minDelayMs)) / concurrency,
  );
  return catalogue.transaction(async (read) => {
    const state = await pacing.get(read, shopId);
    const { slotsMs, nextFreeMs } = reserveSlots(state?.value, nowMs, delaysMs, maxWaitMs);
    const writes = slotsMs.length > 0 ? [pacing.set(shopId, { nextFreeMs, expiresAtMs: nowMs + keptForMs })] : [];
    return { writes, result: slotsMs };
  });
}

/** Lets nobody visit a shop for a while, because it asked for that. */
export async function pauseShop(
  { catalogue, clock }: Omit<ReserveSlots, 'random'>,
  shopId: string,
  pauseMs: number,
): Promise<void> {
  const nowMs = clock.nowMs();
  await catalogue.transaction(async (read) => {
    const state = await pacing.get(read, shopId);
    const nextFreeMs = Math.max(state?.value.nextFreeMs ?? 0, nowMs + pauseMs);
    return { writes: [pacing.set(shopId, { nextFreeMs, expiresAtMs: nextFreeMs + keptForMs })], result: undefined };
  });
}
