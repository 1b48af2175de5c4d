import type { Dispatch } from '../../documents/dispatch.ts';
import { channelTable } from '../channel/channel-table.ts';

/** Longer than the function may run: whoever holds the lease is done, or dead, before it ends. */
export const leaseMs = 150_000;

/** What somebody who wants to send a claimed dispatch may do now. */
export type TakeOver =
  | { readonly type: 'mine' }
  | { readonly type: 'done'; readonly failure: string | null }
  | { readonly type: 'busy'; readonly untilMs: number }
  | { readonly type: 'later' }
  /** Perhaps sent, and no key prevents a second time, or none any more: the operator decides. */
  | { readonly type: 'key-expired' };

/** Whether no key prevents (any more) that what was perhaps sent is sent twice. */
export const isKeyExpired = ({ channel, firstAttemptAtMs }: Dispatch, nowMs: number): boolean =>
  firstAttemptAtMs !== null && nowMs - firstAttemptAtMs >= channelTable[channel].keyLifetimeMs;

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
