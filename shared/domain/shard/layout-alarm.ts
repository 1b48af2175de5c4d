import * as z from 'zod';
import type { StructuredPrice } from './structured-price.ts';

/** One shard's offers: how many state their price in data, and how many do so no more. */
const layoutTally = z.object({
  shardId: z.string(),
  kept: z.int(),
  lost: z.int(),
  lostLately: z.int(),
  atMs: z.number(),
});
export type LayoutTally = Readonly<z.infer<typeof layoutTally>>;

/** That the price has vanished from the data of many of a shop's pages at once. */
const layoutAlarm = z.object({
  sinceMs: z.number(),
  untilMs: z.number().nullable(),
  /** Offers whose price vanished, of those that had one. */
  lost: z.int(),
  of: z.int(),
});
export type LayoutAlarm = Readonly<z.infer<typeof layoutAlarm>>;

/** A shop's layout by its shards' last counts (≤ 40, about 2,000 offers), and its newest alarm. */
export const shopLayout = z.object({ shards: z.array(layoutTally), alarm: layoutAlarm.nullable() });
export type ShopLayout = Readonly<z.infer<typeof shopLayout>>;

const mostShards = 40;
/** At once: within two rounds of daily checks. */
const latelyMs = 2 * 86_400_000;
/** One or two products may lose their data by themselves. */
const fewestLost = 3;

/** Counts one shard's offers. */
export function tallyOf(
  shardId: string,
  offers: readonly { readonly structured?: StructuredPrice | undefined }[],
  nowMs: number,
): LayoutTally {
  const known = offers.flatMap(({ structured }) => structured ?? []);
  const lost = known.flatMap(({ lostSinceMs }) => lostSinceMs ?? []);
  const lostLately = lost.filter((sinceMs) => nowMs - sinceMs <= latelyMs).length;
  return { shardId, kept: known.length - lost.length, lost: lost.length, lostLately, atMs: nowMs };
}

export interface LayoutChange {
  readonly layout: ShopLayout;
  /** The operator is to be told: it has just begun, or just ended. */
  readonly news: 'raised' | 'ended' | null;
}

/**
 * The shop's layout after one shard was looked at. An alarm begins when at least three offers, and half of those whose
 * pages stated a price in data, lost it within two days; it ends when more state it again than do not.
 */
export function layoutAfter(before: ShopLayout | undefined, tally: LayoutTally): LayoutChange {
  const others = (before?.shards ?? []).filter(({ shardId }) => shardId !== tally.shardId);
  const shards = [...others, tally].toSorted((a, b) => a.atMs - b.atMs).slice(-mostShards);
  const sum = (field: 'kept' | 'lost' | 'lostLately') => shards.reduce((total, shard) => total + shard[field], 0);
  const [kept, lost, lostLately] = [sum('kept'), sum('lost'), sum('lostLately')];
  const of = kept + lost;
  const alarm = before?.alarm ?? null;
  const { atMs } = tally;
  if (alarm !== null && alarm.untilMs === null) {
    const hasEnded = kept > lost || of === 0;
    const counted = { ...alarm, lost: Math.max(alarm.lost, lost), of: Math.max(alarm.of, of) };
    return hasEnded
      ? { layout: { shards, alarm: { ...counted, untilMs: atMs } }, news: 'ended' }
      : { layout: { shards, alarm: counted }, news: null };
  }
  if (lostLately < fewestLost || lostLately * 2 < of) return { layout: { shards, alarm }, news: null };
  return { layout: { shards, alarm: { sinceMs: atMs, untilMs: null, lost, of } }, news: 'raised' };
}

/** Whether a count is worth a place in a shop's record: most shops' pages never change. */
export function bearsOnLayout(before: ShopLayout | undefined, { kept, lost, shardId }: LayoutTally): boolean {
  const known = before?.shards.find((each) => each.shardId === shardId);
  return known === undefined ? kept + lost > 0 : known.kept !== kept || known.lost !== lost;
}

/** An alarm as people see it: instants as ISO strings. */
export function layoutAlarmView({ sinceMs, untilMs, lost, of }: LayoutAlarm) {
  const iso = (atMs: number) => new Date(atMs).toISOString();
  return { since: iso(sinceMs), until: untilMs === null ? null : iso(untilMs), lost, of };
}
