import { type Dispatch, dispatches, dispatchRequest, notificationIdsOf } from '../../shared/documents/dispatch.ts';
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
  const waiting = { ...atRest, state: 'waiting', attempt: 0, firstAttemptAtMs: null, lastError: reason } as const;
  const children = parts.map((recipients, i) => ({
    id: stableId('part', id, i),
    value: { ...dispatch, ...waiting, recipients, dueAtMs: nowMs },
  }));
  return {
    writes: [
      // Who is told is told by the parts: they alone say so from now on.
      dispatches.update(id, fields({ ...atRest, state: 'split', recipients: [], lastError: reason })),
      ...children.flatMap(({ id: dispatchId, value }) => [
        dispatches.create(dispatchId, value),
        ...value.recipients
          .flatMap(notificationIdsOf)
          .map((each) => notifications.update(each, fields({ dispatchId }))),
      ]),
    ],
    requests: children.map(dispatchRequest),
  };
}
