import { type Dispatch, dispatches, notificationIdsOf } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { atRest, endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import type { Settlement } from '../../shared/domain/dispatch/settle.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Documents, Write } from '../../shared/ports/documents.ts';
import { untoldPairs, withdrawAlerts } from './alert-book.ts';
import type { NamedDeal } from './choose-recipients.ts';
import { correctionsOf } from './corrections.ts';
import { insteadFor } from './instead.ts';
import { splitDispatch } from './split.ts';
import { switchOff } from './switch-off.ts';

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
  deals: readonly NamedDeal[] = [],
): Promise<readonly NotificationRequested[]> {
  return people.transaction<readonly NotificationRequested[]>(async (read) => {
    const current = await dispatches.get(read, dispatchId);
    if (current?.value.holder !== holder) return { writes: [], result: [] };
    const dispatch = current.value;
    switch (settlement.type) {
      case 'sent': {
        const { providerIds } = settlement;
        // Reads come before writes, so what the end will be is said beforehand.
        const corrections = await correctionsOf(read, { ...dispatch, state: 'sent' });
        const refused = dispatch.recipients.filter((_, i) => (providerIds[i] ?? null) === null);
        const instead = await insteadFor(read, dispatch, idsOf(refused));
        return { writes: sent(dispatchId, dispatch, providerIds, nowMs), result: [...corrections, ...instead] };
      }
      case 'failed':
      case 'unknown':
      case 'withdrawn': {
        const { type, reason } = settlement;
        const corrections = await correctionsOf(read, { ...dispatch, state: type });
        const instead = type === 'failed' ? await insteadFor(read, dispatch, idsOf(dispatch.recipients)) : [];
        const off = 'isGone' in settlement ? await switchOff(read, dispatch, { sinceMs: nowMs, reason }) : [];
        const untold = type === 'withdrawn' ? await withdrawAlerts(read, untoldPairs(dispatch, deals)) : [];
        const writes = [...endDispatch(dispatchId, dispatch, type, reason), ...off, ...untold];
        return { writes, result: [...corrections, ...instead] };
      }
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

const idsOf = (recipients: Dispatch['recipients']) => recipients.map(({ subscriberId }) => subscriberId);

const update = (id: string, values: Readonly<Record<string, unknown>>): Write => dispatches.update(id, fields(values));

function sent(id: string, dispatch: Dispatch, providerIds: readonly (string | null)[], nowMs: number): Write[] {
  const told = dispatch.recipients.flatMap((recipient, i) => {
    const providerId = providerIds[i] ?? null;
    // The provider took the page but not this one.
    const end = providerId === null ? { state: 'failed' } : { state: 'sent', providerId, sentAtMs: nowMs };
    return notificationIdsOf(recipient).map((each) => notifications.update(each, fields(end)));
  });
  return [update(id, { ...atRest, state: 'sent', lastError: null }), ...told];
}
