import type { Clock } from '../ports/clock.ts';
import { TransientError } from '../runtime/errors.ts';

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

const retryDelayMs = 1_000;
const maxAttempts = 3;

/**
 * Makes a call that may be repeated, and repeats it twice after a second while it fails for a passing reason (PH-4).
 *
 * @throws TransientError when the third attempt fails for a passing reason too
 */
export async function callWithRetries<R>(clock: Clock, what: string, call: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (attempt === maxAttempts) {
        throw new TransientError(`${what} failed ${maxAttempts} times`, { cause: error });
      }
      await clock.sleep(retryDelayMs);
    }
  }
}
