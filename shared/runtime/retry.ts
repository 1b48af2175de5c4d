import type { Clock } from '../ports/clock.ts';

/** Pauses before the 2nd, 3rd … attempt; a service that asks for a longer pause than `longestWaitMs` is not waited for. */
export interface RetryPolicy {
  readonly delaysMs: readonly number[];
  readonly longestWaitMs: number;
}

/** PH-4. What an attempt costs comes on top; the signal's deadline ends everything. */
export const retryPolicies = {
  scrape: { delaysMs: [1_000, 2_000, 4_000], longestWaitMs: 10_000 },
  /** A judgement has 5 s in all, so only failures that come back at once are worth repeating. */
  ai: { delaysMs: [250, 500], longestWaitMs: 2_000 },
  notification: { delaysMs: [1_000, 2_000, 4_000], longestWaitMs: 10_000 },
  store: { delaysMs: [1_000, 1_000], longestWaitMs: 1_000 },
  api: { delaysMs: [2_000, 2_000], longestWaitMs: 10_000 },
} as const satisfies Record<string, RetryPolicy>;

/** How one attempt ended: expected ends are returned, the unexpected is thrown. */
export type Attempt<R> =
  | { readonly type: 'returned'; readonly value: R }
  | { readonly type: 'threw'; readonly error: unknown };

interface RetryOptions<R> {
  readonly clock: Clock;
  /** Aborted at the deadline: no pause outlives it. */
  readonly signal?: AbortSignal;
  /** Whether trying again may help. */
  readonly isPassing: (attempt: Attempt<R>) => boolean;
  /** The pause the service asked for (Retry-After), where it did. */
  readonly retryAfterMs?: (attempt: Attempt<R>) => number | undefined;
  readonly onRetry?: (attempt: Attempt<R>, delayMs: number) => void;
}

/**
 * Runs the operation until it ends in something that does not pass, or the policy's attempts or the signal's time are
 * used; gives (or throws) what the last attempt gave. A service's own pause is kept when it is longer than the policy's.
 */
export async function retry<R>(
  policy: RetryPolicy,
  operation: (attemptNumber: number) => Promise<R>,
  options: RetryOptions<R>,
): Promise<R> {
  for (let attemptNumber = 1; ; attemptNumber++) {
    const attempt = await run(() => operation(attemptNumber));
    const delayMs = options.isPassing(attempt) ? pauseMs(policy, attemptNumber, attempt, options) : undefined;
    if (delayMs === undefined || options.signal?.aborted) return settled(attempt);
    options.onRetry?.(attempt, delayMs);
    // The time ended in the pause: the last answer is the answer.
    if (!(await slept(options.clock, delayMs, options.signal))) return settled(attempt);
  }
}

function pauseMs<R>(
  policy: RetryPolicy,
  attemptNumber: number,
  attempt: Attempt<R>,
  options: RetryOptions<R>,
): number | undefined {
  const ownMs = policy.delaysMs[attemptNumber - 1];
  if (ownMs === undefined) return undefined;
  const askedMs = options.retryAfterMs?.(attempt) ?? 0;
  return askedMs > policy.longestWaitMs ? undefined : Math.max(ownMs, askedMs);
}

async function run<R>(operation: () => Promise<R>): Promise<Attempt<R>> {
  try {
    return { type: 'returned', value: await operation() };
  } catch (error) {
    return { type: 'threw', error };
  }
}

function settled<R>(attempt: Attempt<R>): R {
  if (attempt.type === 'threw') throw attempt.error;
  return attempt.value;
}

async function slept(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal?.aborted) return false;
    throw error;
  }
}
