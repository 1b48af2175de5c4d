import type { Dispatch } from '../../documents/dispatch.ts';

/** Longer than the function may run: whoever holds the lease is done, or dead, before it ends. */
export const leaseMs = 150_000;

/** Resend keeps an idempotency key for 24 hours; an hour is left for clocks and queues. */
const keyLifetimeMs = 23 * 3_600_000;

/** What somebody who wants to send a claimed dispatch may do now. */
export type TakeOver =
  | { readonly type: 'mine' }
  | { readonly type: 'done'; readonly failure: string | null }
  | { readonly type: 'busy'; readonly untilMs: number }
  | { readonly type: 'later' }
  /** Perhaps sent, and too long ago for the key to prevent a second time: the operator decides. */
  | { readonly type: 'key-expired' };

/** Whether its key can no longer prevent that what was perhaps sent is sent twice. */
export const isKeyExpired = ({ firstAttemptAtMs }: Dispatch, nowMs: number): boolean =>
  firstAttemptAtMs !== null && nowMs - firstAttemptAtMs > keyLifetimeMs;

export function takeOver(dispatch: Dispatch, nowMs: number): TakeOver {
  const { state, leaseUntilMs, dueAtMs, lastError } = dispatch;
  const keyExpired = isKeyExpired(dispatch, nowMs);
  switch (state) {
    case 'sent':
    case 'split':
    case 'cancelled':
    case 'withdrawn':
    case 'given-up':
      return { type: 'done', failure: null };
    case 'failed':
    case 'unknown':
      return { type: 'done', failure: lastError ?? state };
    case 'waiting':
      if (dueAtMs !== null && dueAtMs > nowMs) return { type: 'later' };
      return keyExpired ? { type: 'key-expired' } : { type: 'mine' };
    case 'claimed':
      if (leaseUntilMs > nowMs) return { type: 'busy', untilMs: leaseUntilMs };
      return keyExpired ? { type: 'key-expired' } : { type: 'mine' };
  }
}
