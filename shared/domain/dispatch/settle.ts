import type { Dispatch } from '../../documents/dispatch.ts';
import type { DeliveryOutcome } from '../../ports/delivery.ts';
import { channelTable } from '../channel/channel-table.ts';
import { endOf } from './end-dispatch.ts';

/** Attempts in all: the first and three retries (PH-4). */
const maxAttempts = 4;
const firstBackoffMs = 30_000;
/** News of a price that is older than this is none. */
const longestWaitMs = 23 * 3_600_000;

/** A dispatch under way. */
export interface Attempt {
  readonly dispatch: Dispatch;
  /** The first of the earlier attempts that perhaps sent it; null where surely none did. */
  readonly unsureSinceMs: number | null;
}

/** What becomes of a dispatch after one attempt to hand it over. */
export type Settlement =
  | { readonly type: 'sent'; readonly providerIds: readonly (string | null)[] }
  | Waiting
  /** Refused as a whole, perhaps because of one recipient: tried again in two halves. */
  | { readonly type: 'split'; readonly reason: string }
  /** Surely not sent, and news no longer: the price is gone. */
  | { readonly type: 'withdrawn'; readonly reason: string }
  | Ended;

/** To be tried again from `dueAtMs` on. */
interface Waiting {
  readonly type: 'wait';
  readonly dueAtMs: number;
  /** Attempts that count so far. */
  readonly attempt: number;
  /** Since when it is perhaps sent, so that only the same key makes trying again safe; null where it surely is not. */
  readonly unsureSinceMs: number | null;
  readonly reason: string;
}

/** `failed`: surely not sent. `unknown`: nobody can tell whether it was sent. */
interface Ended {
  readonly type: 'failed' | 'unknown';
  readonly reason: string;
  /** Whom it goes to is no more there, or closed to us: not to be tried with anything else either. */
  readonly isGone?: true;
}

export function settleDispatch(
  { dispatch, unsureSinceMs }: Attempt,
  outcome: DeliveryOutcome,
  nowMs: number,
): Settlement {
  const { attempt, recipients, firstAttemptAtMs } = dispatch;
  if (outcome.type === 'accepted') {
    return { type: 'sent', providerIds: recipients.map((_, i) => outcome.providerIds[i] ?? null) };
  }
  const { reason } = outcome;
  switch (outcome.type) {
    case 'rejected':
      return recipients.length > 1 ? { type: 'split', reason } : { type: 'failed', reason };
    case 'expired':
      return { type: 'failed', reason, isGone: true };
    case 'unavailable':
    case 'unknown': {
      // That this attempt surely sent nothing says nothing of those before it.
      const since = outcome.type === 'unknown' ? firstAttemptAtMs : unsureSinceMs;
      const isRepeatable = outcome.type === 'unavailable' || channelTable[dispatch.channel].keyLifetimeMs > 0;
      if (attempt >= maxAttempts || !isRepeatable) return ended(since, reason);
      const backoffMs = firstBackoffMs * 2 ** (attempt - 1);
      const pauseMs = Math.max(backoffMs, outcome.retryAfterMs ?? 0);
      if (pauseMs > longestWaitMs) return ended(since, reason);
      const dueAtMs = nowMs + pauseMs;
      return { type: 'wait', dueAtMs, attempt, unsureSinceMs: since, reason };
    }
  }
}

/** What becomes of a dispatch that could not even be tried, for no fault of its own: that is no attempt. */
export function postponeDispatch(
  { dispatch, unsureSinceMs }: Attempt,
  { reason, untilMs }: { readonly reason: string; readonly untilMs: number },
  nowMs: number,
): Settlement {
  if (nowMs - dispatch.createdAtMs > longestWaitMs) return ended(unsureSinceMs, reason);
  return { type: 'wait', dueAtMs: untilMs, attempt: dispatch.attempt - 1, unsureSinceMs, reason };
}

const ended = (unsureSinceMs: number | null, reason: string): Ended => ({ type: endOf(unsureSinceMs), reason });
