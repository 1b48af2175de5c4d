import * as z from 'zod';
import { binOf, nearBins, type ShopEvidence } from './shop-watch.ts';
import type { Resolution } from './verdict.ts';

/**
 * That many products of one shop moved by one ratio or show one value: our reading of its pages, or the pages, are at
 * fault. One alarm lasts from the first such product until half of them show their own prices again.
 */
export const shopAlarm = z.object({
  retailerId: z.string(),
  kind: z.enum(['one-ratio', 'one-value']),
  /** What the products have in common: the move (new price ÷ old), or the value (minor units). */
  ratio: z.number().nullable(),
  valueMinor: z.int().nullable(),
  /** Products known to be in it, and how many of them are out of it again. */
  products: z.int(),
  settled: z.int(),
  sinceMs: z.number(),
  lastAtMs: z.number(),
  untilMs: z.number().nullable(),
  /** The anomaly that raised it. */
  raisedBy: z.string(),
});
export type ShopAlarm = Readonly<z.infer<typeof shopAlarm>>;

/** One product found to move with its shop. */
export interface AlarmSighting {
  readonly retailerId: string;
  readonly anomalyId: string;
  readonly fromMinor: number;
  readonly toMinor: number;
  readonly atMs: number;
  readonly evidence: ShopEvidence;
}

/** An alarm is written again only when this many times as many products are in it: hundreds of them share the document. */
const worthWriting = 1.25;

/** The alarm after one more product: a new one, or the one that lasts; the very same where little changes. */
export function raiseAlarm(
  before: ShopAlarm | undefined,
  { retailerId, anomalyId, fromMinor, toMinor, atMs, evidence }: AlarmSighting,
): ShopAlarm {
  const isValue = evidence.alarm === 'shop-one-value';
  const products = isValue ? evidence.sameValue : evidence.sameRatio;
  if (before && before.untilMs === null) {
    if (products < before.products * worthWriting) return before;
    return { ...before, products, lastAtMs: Math.max(atMs, before.lastAtMs) };
  }
  return {
    retailerId,
    kind: isValue ? 'one-value' : 'one-ratio',
    ratio: isValue ? null : toMinor / fromMinor,
    valueMinor: isValue ? toMinor : null,
    products,
    settled: 0,
    sinceMs: atMs,
    lastAtMs: atMs,
    untilMs: null,
    raisedBy: anomalyId,
  };
}

type Move = Pick<Resolution, 'standingMinor' | 'minor'>;

/** Whether a product's move is the one the alarm is about. */
const isPartOf = ({ ratio, valueMinor }: ShopAlarm, { standingMinor, minor }: Move): boolean =>
  ratio === null ? minor === valueMinor : nearBins(ratio).includes(binOf(minor / standingMinor));

/** The alarm after a suspect price of the shop is gone or accepted: one product less, if it was in the alarm. */
export function settleOne(alarm: ShopAlarm, ended: Move, atMs: number): ShopAlarm {
  if (alarm.untilMs !== null || !isPartOf(alarm, ended)) return alarm;
  const settled = alarm.settled + 1;
  return { ...alarm, settled, untilMs: settled * 2 >= alarm.products ? atMs : null };
}

/** An alarm as people see it: instants as ISO strings, `until` null while it lasts. */
export function alarmView({ kind, ratio, valueMinor, products, settled, sinceMs, untilMs }: ShopAlarm) {
  const iso = (atMs: number) => new Date(atMs).toISOString();
  return {
    kind,
    ratio,
    valueMinor,
    products,
    settled,
    since: iso(sinceMs),
    until: untilMs === null ? null : iso(untilMs),
  };
}
