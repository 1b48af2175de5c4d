/** Start times of requests to one host, one after the other. */
interface ReservedSlots {
  readonly slotsMs: readonly number[];
  /** When the slot after the last one begins. */
  readonly nextFreeMs: number;
}

/** A random pause between two requests to one host, milliseconds. `fraction` is a random number in [0, 1). */
export const pauseBetween = (
  { minDelayMs, maxDelayMs }: { readonly minDelayMs: number; readonly maxDelayMs: number },
  fraction: number,
): number => minDelayMs + fraction * (maxDelayMs - minDelayMs);

/**
 * Slots for requests to a host, each followed by its pause. Only those that begin within `maxWaitMs` from now are
 * given; what does not fit is to be asked for later.
 */
export function reserveSlots(
  state: { readonly nextFreeMs: number } | undefined,
  nowMs: number,
  delaysMs: readonly number[],
  maxWaitMs: number,
): ReservedSlots {
  const slotsMs: number[] = [];
  let nextFreeMs = Math.max(nowMs, state?.nextFreeMs ?? nowMs);
  for (const delayMs of delaysMs) {
    if (nextFreeMs > nowMs + maxWaitMs) break;
    slotsMs.push(nextFreeMs);
    nextFreeMs += delayMs;
  }
  return { slotsMs, nextFreeMs };
}
