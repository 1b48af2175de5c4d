import type { Clock } from '../ports/clock.ts';
import { TransientError } from '../runtime/errors.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';

/** Status codes of Google's gRPC services (google.rpc.Code). */
export const status = {
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;

const passing: ReadonlySet<number | undefined> = new Set([
  status.cancelled,
  status.unknown,
  status.deadlineExceeded,
  status.resourceExhausted,
  status.aborted,
  status.internal,
  status.unavailable,
]);

/**
 * Options for one call of a generated client: our own deadline, and none of the client's retries, which would last up
 * to ten minutes behind a handler's back.
 */
export const callOptions = {
  timeout: 10_000,
  retry: { retryCodes: [] },
  retryRequestOptions: { retries: 0, noResponseRetries: 0 },
};

/** The status code of an error a gRPC client threw; undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** Whether the same call may succeed in a moment. */
export function isPassing(error: unknown): boolean {
  return passing.has(statusOf(error));
}

/**
 * Makes a call that may be repeated, and repeats it as the policy says while it fails for a passing reason.
 *
 * @throws TransientError when the last attempt failed for a passing reason too
 */
export async function callWithRetries<R>(
  clock: Clock,
  policy: RetryPolicy,
  what: string,
  call: () => Promise<R>,
): Promise<R> {
  try {
    return await retry(policy, call, { clock, isPassing: (end) => end.type === 'threw' && isPassing(end.error) });
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new TransientError(`${what} failed ${policy.delaysMs.length + 1} times`, { cause: error });
  }
}
