import { addresses } from '../../documents/address.ts';
import type { Stored } from '../../documents/collection.ts';
import { fields } from '../../documents/fields.ts';
import { type User, users } from '../../documents/user.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { mailOffFor } from '../mail/suppression.ts';
import { findUser } from './find-user.ts';
import { activateSubscriber } from './first-subscriber.ts';
import { emailOf } from './new-user.ts';

/**
 * Makes an address somebody's, now that it is known to be theirs; undefined where it is somebody else's. To be committed
 * in the transaction that reads, which is what makes an address have one owner.
 */
export async function claimAddress(
  read: DocumentReader,
  { userId, email, nowMs }: { readonly userId: string; readonly email: string; readonly nowMs: number },
  cipher: FieldCipher,
): Promise<readonly Write[] | undefined> {
  const ids = cipher.idsOf('email', email);
  const owner = await findUser(read, ids);
  if (owner && owner.id !== userId) return undefined;
  const given = await ledTo(read, cipher.idsOf('unconfirmed', email), userId);
  return [addresses.set(ids[0], { userId, createdAtMs: nowMs }), ...given];
}

/** Confirms a user's own address: they own it, and may be told of deals. Undefined where somebody else owns it by now. */
export async function confirmAddress(
  read: DocumentReader,
  { id, value }: Stored<User>,
  cipher: FieldCipher,
  nowMs: number,
): Promise<readonly Write[] | undefined> {
  const claimed = await claimAddress(read, { userId: id, email: emailOf(id, value, cipher), nowMs }, cipher);
  if (!claimed) return undefined;
  // Confirmed again, by a new password: whoever has stopped all mails meanwhile goes on hearing nothing.
  if (value.emailVerifiedAtMs !== null) return claimed;
  const mailOff = await mailOffFor(read, emailOf(id, value, cipher), cipher);
  const confirmed = users.update(id, fields({ emailVerifiedAtMs: nowMs }));
  return [...claimed, confirmed, ...(await activateSubscriber(read, id, mailOff))];
}

/** What takes away all that leads from an address to this user; what leads to somebody else stays. */
export async function releaseAddress(
  read: DocumentReader,
  { userId, email }: { readonly userId: string; readonly email: string },
  cipher: FieldCipher,
): Promise<readonly Write[]> {
  return ledTo(read, [...cipher.idsOf('email', email), ...cipher.idsOf('unconfirmed', email)], userId);
}

async function ledTo(read: DocumentReader, ids: readonly string[], userId: string): Promise<Write[]> {
  const found = await addresses.getAll(read, ids);
  return found.flatMap((address) => (address?.value.userId === userId ? [addresses.delete(address.id)] : []));
}
