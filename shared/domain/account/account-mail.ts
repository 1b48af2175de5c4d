import { type Dispatch, dispatches, dispatchRequest } from '../../documents/dispatch.ts';
import { notifications } from '../../documents/notification.ts';
import type { NotificationRequested } from '../../messages/notification-requested.ts';
import type { Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { type AccountMail, renderAccountMail } from '../alert/render-account-mail.ts';
import { atRest } from '../dispatch/end-dispatch.ts';
import { sealRecipient } from '../dispatch/sealed-payload.ts';
import { stableId } from '../identity/stable-id.ts';

/** A mail holds a link that opens an account: not kept longer than it may still have to be sent. */
const keptForMs = 2 * 86_400_000;

/** A mail to be committed with what it is about, and handed over by the message then published. */
export interface PreparedMail {
  readonly writes: readonly Write[];
  readonly request: NotificationRequested;
}

/**
 * The mail as a dispatch that waits to be handed over, frozen: dispatch-notification sends it under its id as the
 * idempotency key, and release-due sees to it where the message is lost. So it is sent if and only if what it is about
 * was committed, once.
 */
export function prepareMail(
  { mailFrom, cipher }: { readonly mailFrom: string; readonly cipher: FieldCipher },
  about: {
    readonly kind: AccountMail;
    /** What caused it; the same cause gives the same mail. */
    readonly cause: string;
    readonly userId: string;
    readonly email: string;
    readonly name: string | null;
    readonly link: string | null;
    /** One more sentence, of what only this mail is about. */
    readonly detail?: string;
    readonly nowMs: number;
  },
): PreparedMail {
  const { kind, cause, userId, email, nowMs } = about;
  const dispatchId = stableId('account-mail', kind, cause);
  const notificationId = stableId('account-notification', dispatchId);
  const mail = { from: mailFrom, to: email, ...renderAccountMail(about), notificationId };
  const common = {
    dealId: kind,
    kind: 'account',
    channel: 'email',
    createdAtMs: nowMs,
    expiresAtMs: nowMs + keptForMs,
  } as const;
  const recipient = { subscriberId: userId, notificationId, rendered: { channel: 'email', mail } } as const;
  const dispatch: Dispatch = {
    ...common,
    ...atRest,
    recipients: [sealRecipient(recipient, cipher)],
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
