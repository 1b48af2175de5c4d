/** Start times of requests to one host, one after the other. */
interface ReservedSlots {
  readonly slotsMs: readonly number[];
  /** When the slot after the last one begins. */
  readonly nextFreeMs: number;
}

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
