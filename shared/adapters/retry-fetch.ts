import type { Clock } from '../ports/clock.ts';
import type { FetchFailure, FetchResult } from '../ports/page-source.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

const passingFailures: readonly FetchFailure[] = [
  'timeout',
  'connection',
  'rate-limited',
  'server-error',
  'browser-failed',
  'proxy-failed',
];

/** PH-4 for pages: asked for again while the failure may pass, unless the shop wants a longer pause than a batch has. */
export function retryFetch(
  attempt: () => Promise<FetchResult>,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    /** Pauses instead of the policy's. */
    readonly delaysMs: readonly number[] | undefined;
  },
): Promise<FetchResult> {
  const { clock, signal, delaysMs = retryPolicies.scrape.delaysMs } = options;
  return retry({ ...retryPolicies.scrape, delaysMs }, attempt, {
    clock,
    signal,
    isPassing: (end) =>
      end.type === 'returned' && end.value.type === 'failed' && passingFailures.includes(end.value.failure),
    retryAfterMs: (end) =>
      end.type === 'returned' && end.value.type === 'failed' ? end.value.retryAfterMs : undefined,
  });
}
