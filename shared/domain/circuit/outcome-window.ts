import * as z from 'zod';

/** Outcomes of one stretch of time, beginning at `startMs`. */
export const outcomeSlot = z.object({ startMs: z.number(), successes: z.int().min(0), failures: z.int().min(0) });
type OutcomeSlot = Readonly<z.infer<typeof outcomeSlot>>;

export interface OutcomeCounts {
  readonly successes: number;
  readonly failures: number;
}

/** A rolling window is kept as at most this many slots, so that it stays a few bytes however much traffic it counts. */
const slots = 5;

/** The slots that still reach into the last `windowMs`, with `counts` added to the present one. Oldest first. */
export function addOutcomes(
  window: readonly OutcomeSlot[],
  counts: OutcomeCounts,
  nowMs: number,
  windowMs: number,
): OutcomeSlot[] {
  const slotMs = windowMs / slots;
  const startMs = Math.floor(nowMs / slotMs) * slotMs;
  const recent = window.filter((slot) => slot.startMs > startMs - windowMs && slot.startMs < startMs);
  const present = window.find((slot) => slot.startMs === startMs);
  return [
    ...recent,
    {
      startMs,
      successes: (present?.successes ?? 0) + counts.successes,
      failures: (present?.failures ?? 0) + counts.failures,
    },
  ];
}

export function countOutcomes(window: readonly OutcomeSlot[]): OutcomeCounts {
  return window.reduce(
    (sum, slot) => ({ successes: sum.successes + slot.successes, failures: sum.failures + slot.failures }),
    { successes: 0, failures: 0 },
  );
}
