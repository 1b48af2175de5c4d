import type { FieldCipher } from '../../ports/field-cipher.ts';
import { type AccountMail, renderAccountMail } from '../alert/render-account-mail.ts';
import { ownNotificationId, type PreparedDispatch, waitingDispatch } from '../dispatch/waiting-dispatch.ts';
import { stableId } from '../identity/stable-id.ts';

/** A mail about an account, to be committed with what it is about. */
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
): PreparedDispatch {
  const { kind, cause, userId, email, nowMs } = about;
  const dispatchId = stableId('account-mail', kind, cause);
  const notificationId = ownNotificationId(dispatchId);
  const mail = { from: mailFrom, to: email, ...renderAccountMail(about), notificationId };
  return waitingDispatch(dispatchId, { purpose: kind, userId, rendered: { channel: 'email', mail }, nowMs }, cipher);
}
