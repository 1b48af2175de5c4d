import { type Dispatch, dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { atRest, endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import type { Settlement } from '../../shared/domain/dispatch/settle.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import { splitDispatch } from './split.ts';

/**
 * Writes down how a hand-over ended, unless somebody else has taken the dispatch over meanwhile. Gives the dispatches
 * that came out of it and are to be handed over at once.
 */
export async function writeSettlement(
  people: Documents,
  dispatchId: string,
  holder: string,
  settlement: Settlement,
  nowMs: number,
): Promise<readonly NotificationRequested[]> {
  return people.transaction<readonly NotificationRequested[]>(async (read) => {
    const current = await dispatches.get(read, dispatchId);
    if (current?.value.holder !== holder) return { writes: [], result: [] };
    const dispatch = current.value;
    const corrections = await correctionsFor(read, dispatch, settlement);
    switch (settlement.type) {
      case 'sent':
        return { writes: sent(dispatchId, dispatch, settlement.providerIds, nowMs), result: corrections };
      case 'failed':
      case 'unknown':
      case 'withdrawn':
        return {
          writes: endDispatch(dispatchId, dispatch, settlement.type, settlement.reason),
          result: corrections,
        };
      case 'wait': {
        const { dueAtMs, attempt, unsureSinceMs, reason } = settlement;
        const waiting = {
          ...atRest,
          state: 'waiting',
          dueAtMs,
          attempt,
          firstAttemptAtMs: unsureSinceMs,
          lastError: reason,
        };
        return { writes: [update(dispatchId, waiting)], result: [] };
      }
      case 'split': {
        // One bad address must not silence the others.
        const { recipients } = dispatch;
        const middle = Math.ceil(recipients.length / 2);
        const halves = [recipients.slice(0, middle), recipients.slice(middle)];
        const { writes, requests } = splitDispatch(dispatchId, dispatch, halves, settlement.reason, nowMs);
        return { writes, result: requests };
      }
    }
  });
}

/** A deal that was retracted while it was being told is to be taken back from whoever it reached. */
async function correctionsFor(
  read: DocumentReader,
  { kind, dealId, channel, recipients }: Dispatch,
  { type }: Settlement,
): Promise<readonly NotificationRequested[]> {
  if (kind !== 'deal' || (type !== 'sent' && type !== 'unknown')) return [];
  if (!(await retractions.get(read, dealId))) return [];
  const ids = recipients.map(({ subscriberId }) => subscriberId);
  return notificationPages({ kind: 'retraction', dealId, channel }, ids);
}

const update = (id: string, values: Readonly<Record<string, unknown>>): Write => dispatches.update(id, fields(values));

function sent(id: string, dispatch: Dispatch, providerIds: readonly (string | null)[], nowMs: number): Write[] {
  const told = dispatch.recipients.map(({ notificationId }, i) => {
    const providerId = providerIds[i] ?? null;
    // The provider took the page but not this one.
    const end = providerId === null ? { state: 'failed' } : { state: 'sent', providerId, sentAtMs: nowMs };
    return notifications.update(notificationId, fields(end));
  });
  return [update(id, { ...atRest, state: 'sent', lastError: null }), ...told];
}
