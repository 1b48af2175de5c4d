import { entitlements } from '../entitlement/tiers.ts';
import { clockChange, instantOfWallClock, wallClockMs } from '../time/zone-clock.ts';
import type { AudienceEntry } from './audience-entry.ts';
import type { QuietHours } from './delivery-rules.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** When a subscriber is told: at once, alone at a later time, or together with what else is due then. */
export type Telling =
  | { readonly type: 'now' }
  | { readonly type: 'later'; readonly dueAtMs: number }
  | { readonly type: 'digest'; readonly dueAtMs: number };

type Rules = Pick<AudienceEntry, 'timeZone' | 'quietHours' | 'digest'>;

/** A digest's time depends on the deal alone, so that a deal selected twice still comes in one digest. */
export function whenToTell(entry: Rules & Pick<AudienceEntry, 'tier'>, confirmedAtMs: number, nowMs: number): Telling {
  const fromMs = confirmedAtMs + entitlements[entry.tier].delayMs;
  if (entry.digest.every !== 'instant') return { type: 'digest', dueAtMs: nextDigestMs(entry, fromMs) };
  const dueAtMs = endOfQuiet(entry.quietHours, entry.timeZone, Math.max(fromMs, nowMs));
  return dueAtMs <= nowMs ? { type: 'now' } : { type: 'later', dueAtMs };
}

/** When the next digest after an instant is sent; daily too for who is told at once, of what was too much for a day. */
export function nextDigestMs({ digest, quietHours, timeZone }: Rules, afterMs: number): number {
  const [periodMs, startMs] = digest.every === 'hourly' ? [hourMs, 0] : [dayMs, digest.atHour * hourMs];
  const period = Math.floor((wallClockMs(timeZone, afterMs) - startMs) / periodMs);
  const dueAtMs = instantOfWallClock(timeZone, afterMs, (period + 1) * periodMs + startMs);
  return endOfQuiet(quietHours, timeZone, dueAtMs);
}

/** The first instant from `atMs` on that is in no quiet hours, also where clocks are changed within them. */
export function endOfQuiet(quiet: QuietHours | null, timeZone: string, atMs: number): number {
  let nowMs = atMs;
  while (quiet) {
    const ofDayMs = modulo(wallClockMs(timeZone, nowMs), dayMs);
    if (!isQuiet(quiet, ofDayMs)) break;
    const endMs = nowMs + modulo(quiet.toMinute * minuteMs - ofDayMs, dayMs);
    nowMs = clockChange(timeZone, nowMs, endMs) ?? endMs;
  }
  return nowMs;
}

function isQuiet({ fromMinute, toMinute }: QuietHours, ofDayMs: number): boolean {
  const isAfterStart = ofDayMs >= fromMinute * minuteMs;
  const isBeforeEnd = ofDayMs < toMinute * minuteMs;
  return fromMinute < toMinute ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd;
}

const modulo = (value: number, divisor: number) => ((value % divisor) + divisor) % divisor;
