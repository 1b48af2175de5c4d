import * as z from 'zod';
import { dayMs } from './detector-state.ts';
import { isHabitualCut, isTellingBase } from './round-cut.ts';
import type { Resolution, Verdict } from './verdict.ts';

/** A move that no ordinary sale makes: price below 40 % or above 250 % of the one seen before. */
const farMoveLog = Math.log(2.5);
/** Width of a ratio's bin in ln: products that move by one ratio differ by rounding only. */
const binLog = 0.02;
/** How long a move counts: one round of daily checks and its delays. */
export const shopWindowMs = 1.5 * dayMs;
/** Products that have to move alike before the shop, not the product, is at fault (design.md section 3). */
const alarmCount = 5;
const maxEntries = 64;

const tally = z.object({ count: z.int(), lastAtMs: z.int() });
type Tally = z.infer<typeof tally>;
const tallies = z.record(z.string(), tally);
type Tallies = Readonly<z.infer<typeof tallies>>;

/**
 * What a retailer's products did lately, and how its suspects ended: rolling, bounded (≤ 64 ratios, ≤ 64 values),
 * mergeable batch by batch. Lives on the retailer's summary document.
 */
export const shopWatch = z.object({
  version: z.int().min(1),
  changed: z.int(),
  /** Far moves by bin of ln ratio, and by the value they ended at (minor units). */
  ratios: tallies,
  values: tallies,
  /** Far drops from prices with digits enough to tell, and how many of them were cuts by a round percentage. */
  farDrops: z.int(),
  roundCuts: z.int(),
  /** Values that proved wrong: on how many occasions. */
  wrongValues: z.record(z.string(), z.int()).default({}),
});
export type ShopWatch = Readonly<z.infer<typeof shopWatch>>;

export const emptyShopWatch: ShopWatch = {
  version: 1,
  changed: 0,
  ratios: {},
  values: {},
  farDrops: 0,
  roundCuts: 0,
  wrongValues: {},
};

/** A price change from the last *seen* price, minor units of one currency. */
export const priceChange = z.object({ fromMinor: z.int(), toMinor: z.int() });
export type PriceChange = Readonly<z.infer<typeof priceChange>>;

/** Price changes that one shop's offers made, told together. */
export interface ShopBatch {
  readonly atMs: number;
  readonly changes: readonly PriceChange[];
}

/** The bin of a move: products that move by one ratio are counted together. */
export const binOf = (ratio: number): string => String(Math.round(Math.log(ratio) / binLog));

/** The bins a move is counted with: its own and its neighbours, because products that move alike differ by rounding. */
export function nearBins(ratio: number): string[] {
  return around(ratio, 1).map(String);
}

const around = (ratio: number, reach: number): number[] => {
  const bin = Math.round(Math.log(ratio) / binLog);
  return Array.from({ length: 2 * reach + 1 }, (_, i) => bin - reach + i);
};

/** Moves as far as this are no sale's: a product of a shop that slips may have had a sale of its own besides. */
const slipLog = Math.log(5);
/** … of at most a third off, in bins. */
const saleReach = Math.round(Math.log(1.5) / binLog);

const reachOf = (ratio: number): number => (Math.abs(Math.log(ratio)) >= slipLog ? saleReach : 0);

/** Every bin a judgement of this move looks at. */
export const relatedBins = (ratio: number): string[] => around(ratio, reachOf(ratio) + 1).map(String);

/** Whether a change is one that may betray a fault of the whole shop. */
export const isFarMove = ({ fromMinor, toMinor }: PriceChange): boolean =>
  fromMinor > 0 && toMinor > 0 && isFar(toMinor / fromMinor);

const isFar = (ratio: number): boolean => Math.abs(Math.log(ratio)) > farMoveLog;

function count(into: Record<string, Tally>, key: string, atMs: number): void {
  const before = into[key];
  into[key] = { count: (before?.count ?? 0) + 1, lastAtMs: Math.max(before?.lastAtMs ?? atMs, atMs) };
}

/** Entries that still count at `atMs`. */
const fresh = (entries: Tallies, atMs: number): Record<string, Tally> =>
  Object.fromEntries(Object.entries(entries).filter(([, entry]) => atMs - entry.lastAtMs <= shopWindowMs));

/** The 64 most frequent entries, the newer first where that is even. */
function mostFrequent(entries: Tallies): Tallies {
  const all = Object.entries(entries);
  if (all.length <= maxEntries) return entries;
  const byCount = all.sort(([, a], [, b]) => b.count - a.count || b.lastAtMs - a.lastAtMs);
  return Object.fromEntries(byCount.slice(0, maxEntries));
}

/** The watch after one more batch. */
export function mergeBatch(watch: ShopWatch, batch: ShopBatch): ShopWatch {
  const far = batch.changes.filter(isFarMove);
  const changed = watch.changed + batch.changes.length;
  if (far.length === 0) return { ...watch, changed };
  const ratios = fresh(watch.ratios, batch.atMs);
  const values = fresh(watch.values, batch.atMs);
  for (const { fromMinor, toMinor } of far) {
    count(ratios, binOf(toMinor / fromMinor), batch.atMs);
    count(values, String(toMinor), batch.atMs);
  }
  const drops = far.filter(({ fromMinor, toMinor }) => toMinor < fromMinor && isTellingBase(fromMinor));
  const cuts = drops.filter(({ fromMinor, toMinor }) => isHabitualCut(fromMinor, toMinor));
  const farDrops = watch.farDrops + drops.length;
  return {
    ...watch,
    changed,
    ratios: mostFrequent(ratios),
    values: mostFrequent(values),
    farDrops,
    roundCuts: watch.roundCuts + cuts.length,
  };
}

/** Values that may be remembered as wrong; the one that was wrong least often makes room. */
const maxWrongValues = 16;
/** A value is the shop's fault, and no coincidence of ordinary prices, after so many occasions and half of them all. */
const faultOccasions = 5;
/** Counts are halved here, so that a fault that was mended is forgotten. */
const maxOccasions = 64;

/**
 * Learns how a suspect ended. A value that proves wrong again and again is something else on the shop's pages (a fee, a
 * deposit), and wrong wherever it appears. Gives the same watch where there is nothing to learn.
 */
export function learnResolution(
  watch: ShopWatch,
  { minor, outcome }: Pick<Resolution, 'minor' | 'outcome'>,
): ShopWatch {
  if (outcome !== 'error' || minor <= 0) return watch;
  const key = String(minor);
  const times = (watch.wrongValues[key] ?? 0) + 1;
  const others = Object.entries(watch.wrongValues).filter(([value]) => value !== key);
  const kept = others.sort(([, a], [, b]) => b - a).slice(0, maxWrongValues - 1);
  const entries: [string, number][] = [...kept, [key, times]];
  const halved = entries.map(([value, count]): [string, number] => [value, Math.floor(count / 2)]);
  const next = times > maxOccasions ? halved.filter(([, count]) => count > 0) : entries;
  return { ...watch, wrongValues: Object.fromEntries(next) };
}

const faultCodes: readonly string[] = ['shop-one-ratio', 'shop-one-value'];

/** Whether a price is doubted because many of the shop's products moved with it. */
export const isShopFault = ({ type, reasons }: Verdict): boolean =>
  type === 'suspect' && reasons.some((reason) => faultCodes.includes(reason));

/**
 * Learns what one observation showed of an earlier suspect. A fault of the whole shop teaches nothing at sight: hundreds
 * of products show it at once, each another value, and they share this one record.
 */
export function learnDetection(
  watch: ShopWatch,
  { verdict, resolution }: { readonly verdict: Verdict; readonly resolution?: Resolution },
): ShopWatch {
  return resolution === undefined || isShopFault(verdict) ? watch : learnResolution(watch, resolution);
}

/** Whether this value is a known fault of the shop's pages. */
export function provedWrong(watch: ShopWatch, minor: number): boolean {
  const times = watch.wrongValues[String(minor)] ?? 0;
  if (times < faultOccasions) return false;
  const all = Object.values(watch.wrongValues).reduce((sum, count) => sum + count, 0);
  return times * 2 >= all;
}

/** What the watch says of one move. An alarm means: hold the batch, announce nothing, tell the operator once. */
export interface ShopEvidence {
  readonly sameRatio: number;
  readonly sameValue: number;
  readonly alarm: 'shop-one-ratio' | 'shop-one-value' | null;
}

/** How many of the shop's products lately made this far move, or ended at this value. Near moves are nobody's fault. */
export function shopEvidence(watch: ShopWatch, fromMinor: number, toMinor: number, atMs: number): ShopEvidence {
  const ratio = toMinor / fromMinor;
  if (!(ratio > 0) || !isFar(ratio)) return { sameRatio: 0, sameValue: 0, alarm: null };
  const countOf = (entry: Tally | undefined) =>
    entry !== undefined && Math.abs(atMs - entry.lastAtMs) <= shopWindowMs ? entry.count : 0;
  const sameRatio = Math.max(
    ...around(ratio, reachOf(ratio)).map((bin) =>
      [bin - 1, bin, bin + 1].reduce((sum, near) => sum + countOf(watch.ratios[String(near)]), 0),
    ),
  );
  const sameValue = countOf(watch.values[String(toMinor)]);
  if (sameRatio >= alarmCount) return { sameRatio, sameValue, alarm: 'shop-one-ratio' };
  if (sameValue >= alarmCount) return { sameRatio, sameValue, alarm: 'shop-one-value' };
  return { sameRatio, sameValue, alarm: null };
}

/** Nearly all far drops of this shop are round percentages: it computes deep cuts, it does not misread prices. */
export const cutsDeep = (watch: ShopWatch): boolean =>
  watch.roundCuts >= 3 && watch.roundCuts >= 2 * (watch.farDrops - watch.roundCuts);
