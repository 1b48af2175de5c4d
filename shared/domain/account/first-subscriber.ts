import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { changeSubscriber } from '../audience/change-subscriber.ts';
import { newSubscriber } from '../audience/new-subscriber.ts';
import { sealSubscriberEmail } from '../audience/subscriber-email.ts';
import { type MailOff, mailOffFor } from '../mail/suppression.ts';

/** What a new user wants to hear, before they have said anything: everything, once their address is theirs for sure. */
export async function firstSubscriber(
  read: DocumentReader,
  userId: string,
  given: {
    /** Normalised. */
    readonly email: string;
    readonly active: boolean;
    readonly unsubscribeToken: string;
    readonly nowMs: number;
  },
  cipher: FieldCipher,
): Promise<readonly Write[]> {
  const { nowMs, ...values } = given;
  const email = sealSubscriberEmail(userId, given.email, cipher);
  const mailOff = await mailOffFor(read, given.email, cipher);
  const subscriber = newSubscriber({ ...values, email, mailOff, locale: 'en', timeZone: 'UTC', createdAtMs: nowMs });
  const { writes } = await changeSubscriber(read, userId, () => subscriber);
  return writes;
}

/** Lets somebody be told of deals, now that their address is theirs for sure. */
export async function activateSubscriber(
  read: DocumentReader,
  userId: string,
  mailOff: MailOff | null,
): Promise<readonly Write[]> {
  const { writes } = await changeSubscriber(read, userId, (before) => before && { ...before, active: true, mailOff });
  return writes;
}
