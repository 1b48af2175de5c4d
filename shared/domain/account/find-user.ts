import { addresses } from '../../documents/address.ts';
import { betaList } from '../../documents/beta-place.ts';
import type { Stored } from '../../documents/collection.ts';
import { type User, users } from '../../documents/user.ts';
import type { DocumentReader } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';

/** The user an address, or an identity elsewhere, leads to. `ids`: its keyed hashes under all keys kept. */
export async function findUser(read: DocumentReader, ids: readonly string[]): Promise<Stored<User> | undefined> {
  const found = (await addresses.getAll(read, ids)).find((address) => address !== undefined);
  // A second read where there is nothing to be found either: how long it takes tells nobody which addresses are known.
  return users.get(read, found?.value.userId ?? 'nobody');
}

/** Who stands behind an email address. */
export interface AddressHolders {
  /** Who has shown that it is theirs. */
  readonly owner: Stored<User> | undefined;
  /** Who signed up with it last and has shown nothing yet; there may be one beside an owner, by whoever guessed or forgot. */
  readonly waiting: Stored<User> | undefined;
}

/** `email`: normalised. */
export async function findByAddress(read: DocumentReader, email: string, cipher: FieldCipher): Promise<AddressHolders> {
  const [owner, waiting] = await Promise.all([
    findUser(read, cipher.idsOf('email', email)),
    findUser(read, cipher.idsOf('unconfirmed', email)),
  ]);
  return { owner, waiting };
}

export async function isOnBetaList(read: DocumentReader, emailIds: readonly string[]): Promise<boolean> {
  return (await betaList.getAll(read, emailIds)).some((place) => place?.value.isActive);
}
