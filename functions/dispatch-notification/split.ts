import { type Dispatch, dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { atRest } from '../../shared/domain/dispatch/end-dispatch.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { Write } from '../../shared/ports/documents.ts';

/**
 * Ends a dispatch that surely was not sent in favour of new ones, each for a part of its recipients and with a key of
 * its own: under the old key a provider may know the page as it was.
 */
export function splitDispatch(
  id: string,
  dispatch: Dispatch,
  parts: readonly Dispatch['recipients'][],
  reason: string,
  nowMs: number,
): { writes: Write[]; requests: NotificationRequested[] } {
  const { dealId, kind, channel } = dispatch;
  const children = parts.map((recipients, i) => ({ dispatchId: stableId('part', id, i), recipients }));
  const waiting = { ...atRest, state: 'waiting', attempt: 0, firstAttemptAtMs: null, lastError: reason } as const;
  return {
    writes: [
      dispatches.update(id, fields({ ...atRest, state: 'split', lastError: reason })),
      ...children.flatMap(({ dispatchId, recipients }) => [
        dispatches.create(dispatchId, { ...dispatch, ...waiting, recipients, dueAtMs: nowMs }),
        ...recipients.map(({ notificationId }) => notifications.update(notificationId, fields({ dispatchId }))),
      ]),
    ],
    requests: children.map(({ dispatchId, recipients }) => {
      const subscriberIds = recipients.map(({ subscriberId }) => subscriberId);
      return { dispatchId, dealId, kind, channel, subscriberIds };
    }),
  };
}
