import { pacing } from '../../shared/documents/pacing.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { pauseBetween, reserveSlots } from '../../shared/domain/fetching/pacing.ts';
import { urgentSlot } from '../../shared/domain/fetching/urgent-slot.ts';
import type { Clock, Random } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';

export interface ReserveSlots {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly random: Random;
}

const keptForMs = 30 * 86_400_000;
const noteVisitsEveryMs = 30_000;
/** When each shop without pace was last noted as visited, by the store it was noted in. */
const noted = new WeakMap<Documents, Map<string, number>>();

/**
 * Start times for `count` requests to a shop, shared by all instances: one transaction for the whole batch. Fewer come
 * back when the shop's slots within `maxWaitMs` do not suffice. Notes the visit, too; a shop without pace costs one write
 * in half a minute for that.
 */
export async function reserveShopSlots(
  { catalogue, clock, random }: ReserveSlots,
  shopId: string,
  { pacing: pace }: Retailer,
  count: number,
  maxWaitMs: number,
): Promise<readonly number[]> {
  const nowMs = clock.nowMs();
  if (pace.maxDelayMs === 0) {
    // Others of its shards may have been asked for before it asked for a pause.
    if ((await pausedUntilMs(catalogue, shopId)) > nowMs) return [];
    await noteVisit(catalogue, shopId, nowMs);
    return Array.from({ length: count }, () => nowMs);
  }
  const delaysMs = Array.from({ length: count }, () => pauseBetween(pace, random.fraction()) / pace.concurrency);
  return catalogue.transaction(async (read) => {
    const state = await pacing.get(read, shopId);
    const { slotsMs, nextFreeMs } = reserveSlots(state?.value, nowMs, delaysMs, maxWaitMs);
    const visit = { ...state?.value, nextFreeMs, lastVisitAtMs: nowMs, expiresAtMs: nowMs + keptForMs };
    const writes = slotsMs.length > 0 ? [pacing.set(shopId, visit)] : [];
    return { writes, result: slotsMs };
  });
}

/** The start of a second look: soon, or none where that is later than `maxWaitMs`. */
export async function reserveUrgentSlot(
  { catalogue, clock, random }: ReserveSlots,
  shopId: string,
  { pacing: pace }: Retailer,
  maxWaitMs: number,
): Promise<readonly number[]> {
  const nowMs = clock.nowMs();
  if (pace.maxDelayMs === 0) {
    const atMs = Math.max(nowMs, await pausedUntilMs(catalogue, shopId));
    return atMs > nowMs + maxWaitMs ? [] : [atMs];
  }
  const delayMs = pauseBetween(pace, random.fraction());
  return catalogue.transaction<readonly number[]>(async (read) => {
    const state = await pacing.get(read, shopId);
    const { atMs, ...pace } = urgentSlot(state?.value, nowMs, delayMs);
    if (atMs > nowMs + maxWaitMs) return { writes: [], result: [] };
    const visit = { ...state?.value, ...pace, lastVisitAtMs: nowMs, expiresAtMs: nowMs + keptForMs };
    return { writes: [pacing.set(shopId, visit)], result: [atMs] };
  });
}

const pausedUntilMs = async (catalogue: Documents, shopId: string): Promise<number> =>
  (await pacing.get(catalogue, shopId))?.value.pausedUntilMs ?? 0;

async function noteVisit(catalogue: Documents, shopId: string, nowMs: number): Promise<void> {
  const notes = noted.get(catalogue) ?? new Map<string, number>();
  noted.set(catalogue, notes);
  if (nowMs - (notes.get(shopId) ?? Number.NEGATIVE_INFINITY) < noteVisitsEveryMs) return;
  notes.set(shopId, nowMs);
  await catalogue.transaction(async (read) => {
    const state = await pacing.get(read, shopId);
    const visit = { nextFreeMs: nowMs, ...state?.value, lastVisitAtMs: nowMs, expiresAtMs: nowMs + keptForMs };
    return { writes: [pacing.set(shopId, visit)], result: undefined };
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
    const untilMs = nowMs + pauseMs;
    const nextFreeMs = Math.max(state?.value.nextFreeMs ?? 0, untilMs);
    const paused = { ...state?.value, nextFreeMs, pausedUntilMs: untilMs, expiresAtMs: nextFreeMs + keptForMs };
    return { writes: [pacing.set(shopId, paused)], result: undefined };
  });
}
