import { type Dispatch, dispatches, dispatchRequest, type Rendered } from '../../documents/dispatch.ts';
import { notifications } from '../../documents/notification.ts';
import type { NotificationRequested } from '../../messages/notification-requested.ts';
import type { Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { stableId } from '../identity/stable-id.ts';
import { atRest } from './end-dispatch.ts';
import { sealRecipient } from './sealed-payload.ts';

/** Some hold a link that opens an account: not kept longer than they may still have to be sent. */
const keptForMs = 2 * 86_400_000;

/** A message to be committed with what it is about, and handed over by the request then published. */
export interface PreparedDispatch {
  readonly writes: readonly Write[];
  readonly request: NotificationRequested;
}

/** Of the one notification of such a dispatch. */
export const ownNotificationId = (dispatchId: string): string => stableId('account-notification', dispatchId);

/**
 * A message about somebody's account as a dispatch that waits to be handed over, frozen: dispatch-notification sends it
 * under its id as the idempotency key, and release-due sees to it where the request is lost. So it is sent if and only if
 * what it is about was committed, once.
 */
export function waitingDispatch(
  dispatchId: string,
  about: {
    readonly purpose: string;
    readonly userId: string;
    readonly rendered: Rendered;
    readonly nowMs: number;
  },
  cipher: FieldCipher,
): PreparedDispatch {
  const { purpose, userId, rendered, nowMs } = about;
  const notificationId = ownNotificationId(dispatchId);
  const common = {
    dealId: purpose,
    kind: 'account',
    channel: rendered.channel,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + keptForMs,
  } as const;
  const dispatch: Dispatch = {
    ...common,
    ...atRest,
    recipients: [sealRecipient({ subscriberId: userId, notificationId, rendered }, cipher)],
    state: 'waiting',
    attempt: 0,
    firstAttemptAtMs: null,
    dueAtMs: nowMs,
    lastError: null,
  };
  const notification = {
    ...common,
    subscriberId: userId,
    dispatchId,
    state: 'claimed',
    providerId: null,
    sentAtMs: null,
  } as const;
  return {
    writes: [dispatches.create(dispatchId, dispatch), notifications.create(notificationId, notification)],
    request: dispatchRequest({ id: dispatchId, value: dispatch }),
  };
}
