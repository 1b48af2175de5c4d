import { type Dispatch, dispatches, notificationIdsOf } from '../../documents/dispatch.ts';
import { fields } from '../../documents/fields.ts';
import { notifications } from '../../documents/notification.ts';
import type { Write } from '../../ports/documents.ts';

/** What a dispatch has, whatever its end, that nobody works on and that waits for no time. */
export const atRest = { holder: null, leaseUntilMs: 0, dueAtMs: null } as const;

/** How a dispatch ends without having been sent, as far as is known. */
type End = Extract<Dispatch['state'], 'cancelled' | 'failed' | 'unknown' | 'withdrawn'>;

/** Ends a dispatch with the notifications of its recipients: nothing will bring it up again but an operator. */
export function endDispatch(id: string, dispatch: Dispatch, state: End, reason: string): Write[] {
  return [
    dispatches.update(id, fields({ ...atRest, state, lastError: reason })),
    ...endNotifications(dispatch, dispatch.recipients, state),
  ];
}

/** What recipients of a dispatch that was perhaps sent before are told now changes nothing: they count as told. */
export function endNotifications(dispatch: Dispatch, recipients: Dispatch['recipients'], state: End): Write[] {
  if (dispatch.sentAnyway) return [];
  return recipients.flatMap(notificationIdsOf).map((id) => notifications.update(id, fields({ state })));
}

/** Who was told by a dispatch, or perhaps was. */
export const perhapsTold = ({ state, sentAnyway, recipients }: Dispatch): string[] =>
  sentAnyway || state === 'sent' || state === 'unknown' || state === 'given-up'
    ? recipients.map(({ subscriberId }) => subscriberId)
    : [];

/** The end of a dispatch that is given up between two attempts: only what was never perhaps sent has surely failed. */
export const endOf = (unsureSinceMs: number | null): 'failed' | 'unknown' =>
  unsureSinceMs === null ? 'failed' : 'unknown';
