import { type Dispatch, dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { atRest, endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import type { Settlement } from '../../shared/domain/dispatch/settle.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';

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
      case 'split':
        return split(dispatchId, dispatch, settlement.reason, nowMs);
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

/** Two halves, each a dispatch of its own with its own key: one bad address must not silence the others. */
function split(
  id: string,
  dispatch: Dispatch,
  reason: string,
  nowMs: number,
): { writes: Write[]; result: NotificationRequested[] } {
  const { dealId, kind, channel, recipients } = dispatch;
  const middle = Math.ceil(recipients.length / 2);
  const halves = [recipients.slice(0, middle), recipients.slice(middle)].map((part, i) => ({
    id: stableId('half', id, i),
    part,
  }));
  const children = halves.map(({ id: childId, part }) =>
    dispatches.create(childId, {
      ...dispatch,
      recipients: part,
      ...atRest,
      state: 'waiting',
      attempt: 0,
      firstAttemptAtMs: null,
      dueAtMs: nowMs,
      lastError: reason,
    }),
  );
  const moved = halves.flatMap(({ id: childId, part }) =>
    part.map(({ notificationId }) => notifications.update(notificationId, fields({ dispatchId: childId }))),
  );
  const parent = update(id, { ...atRest, state: 'split', lastError: reason });
  const requests = halves.map(({ id: dispatchId, part }) => ({
    dispatchId,
    dealId,
    kind,
    channel,
    subscriberIds: part.map(({ subscriberId }) => subscriberId),
  }));
  return { writes: [parent, ...children, ...moved], result: requests };
}
