/** Attempts to sign in to one address, whether anybody has it or not, that did not succeed (yet). */
export interface FailedSignIns {
  readonly count: number;
  readonly lastAtMs: number;
}

/** Slips of the finger that cost nothing. */
const freeFailures = 4;
const firstDelayMs = 2_000;
const longestDelayMs = 15 * 60_000;
/** So long after the last failure all is forgotten. */
export const failuresKeptMs = 24 * 3_600_000;

export type Throttle =
  | { readonly type: 'try'; readonly counted: FailedSignIns }
  | { readonly type: 'wait'; readonly untilMs: number };

/**
 * Whether an attempt may be made now. It counts as failed before the password is looked at, so that many at once are
 * no way around; success forgets them all. Beyond the free ones each failure doubles the wait, up to a quarter of an
 * hour: a guesser gets some hundred a day, and the owner is never locked out for long.
 */
export function throttleSignIn(failed: FailedSignIns | undefined, nowMs: number): Throttle {
  const known = failed && nowMs - failed.lastAtMs < failuresKeptMs ? failed : { count: 0, lastAtMs: 0 };
  const untilMs = known.lastAtMs + delayAfter(known.count);
  if (nowMs < untilMs) return { type: 'wait', untilMs };
  return { type: 'try', counted: { count: known.count + 1, lastAtMs: nowMs } };
}

function delayAfter(failures: number): number {
  if (failures <= freeFailures) return 0;
  return Math.min(firstDelayMs * 2 ** (failures - freeFailures - 1), longestDelayMs);
}
