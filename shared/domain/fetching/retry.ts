/** Waits before the retries of one fetch (requirement PH-4). */
export const retryDelaysMs: readonly number[] = [1_000, 2_000, 4_000];

/** A server that asks for more patience than this gets it from the scheduler: holding a batch for it would be waste. */
const longestWaitMs = 10_000;

const passingFailures: ReadonlySet<string> = new Set([
  'timeout',
  'connection',
  'rate-limited',
  'server-error',
  'browser-failed',
  'proxy-failed',
]);

/**
 * How long to wait before asking again after a failure, or undefined when it stands: repeating would not help, the
 * server asked for a longer pause, or the retries are used up.
 * @param attempt retries already made, from 0
 */
export function nextRetryMs(
  { failure, retryAfterMs }: { readonly failure: string; readonly retryAfterMs?: number },
  attempt: number,
  delaysMs = retryDelaysMs,
): number | undefined {
  const delayMs = delaysMs[attempt];
  if (delayMs === undefined || !passingFailures.has(failure)) return undefined;
  const askedMs = retryAfterMs ?? 0;
  return askedMs > longestWaitMs ? undefined : Math.max(delayMs, askedMs);
}
