/** What is known of a shop's pace. */
interface Pace {
  readonly nextFreeMs: number;
  readonly nextUrgentMs?: number | undefined;
  readonly pausedUntilMs?: number | undefined;
}

/**
 * When a second look may begin. It does not wait for the slots of a batch under way, which may take minutes, but comes
 * between two of its requests; second looks keep the shop's pace among themselves, and what they take is given back
 * behind the batch. A shop that asked for a pause gets it.
 */
export function urgentSlot(
  pace: Pace | undefined,
  nowMs: number,
  delayMs: number,
): { readonly atMs: number; readonly nextFreeMs: number; readonly nextUrgentMs: number } {
  const freeMs = Math.max(nowMs, pace?.nextFreeMs ?? nowMs);
  const betweenMs = Math.min(freeMs, nowMs + delayMs);
  const atMs = Math.max(betweenMs, pace?.nextUrgentMs ?? 0, pace?.pausedUntilMs ?? 0);
  return { atMs, nextFreeMs: Math.max(freeMs, atMs) + delayMs, nextUrgentMs: atMs + delayMs };
}
