import type { Dispatch } from '../../documents/dispatch.ts';
import type { DeliveryOutcome } from '../../ports/delivery.ts';

/** Attempts in all: the first and three retries (PH-4). */
const maxAttempts = 4;
const firstBackoffMs = 30_000;

/** What becomes of a dispatch after one attempt to hand it over. */
export type Settlement =
  | { readonly type: 'sent'; readonly providerIds: readonly (string | null)[] }
  /** To be tried again from `dueAtMs` on; `maybeSent` where only the same key makes that safe. */
  | { readonly type: 'wait'; readonly dueAtMs: number; readonly maybeSent: boolean; readonly reason: string }
  /** Refused as a whole, perhaps because of one recipient: tried again in two halves. */
  | { readonly type: 'split'; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string }
  /** Nobody can tell whether it was sent. */
  | { readonly type: 'unknown'; readonly reason: string };

export function settleDispatch(dispatch: Dispatch, outcome: DeliveryOutcome, nowMs: number): Settlement {
  const { attempt, recipients } = dispatch;
  const backoffMs = firstBackoffMs * 2 ** (attempt - 1);
  switch (outcome.type) {
    case 'accepted':
      return { type: 'sent', providerIds: recipients.map((_, i) => outcome.providerIds[i] ?? null) };
    case 'rejected':
      if (recipients.length > 1) return { type: 'split', reason: outcome.reason };
      return { type: 'failed', reason: outcome.reason };
    case 'expired':
      return { type: 'failed', reason: outcome.reason };
    case 'unavailable': {
      if (attempt >= maxAttempts) return { type: 'failed', reason: outcome.reason };
      const dueAtMs = nowMs + Math.max(backoffMs, outcome.retryAfterMs ?? 0);
      return { type: 'wait', dueAtMs, maybeSent: false, reason: outcome.reason };
    }
    case 'unknown': {
      if (attempt >= maxAttempts) return { type: 'unknown', reason: outcome.reason };
      return { type: 'wait', dueAtMs: nowMs + backoffMs, maybeSent: true, reason: outcome.reason };
    }
  }
}
