import { addresses } from '../../documents/address.ts';
import { betaList } from '../../documents/beta-place.ts';
import type { Stored } from '../../documents/collection.ts';
import { type User, users } from '../../documents/user.ts';
import type { DocumentReader } from '../../ports/documents.ts';

/** The user an address, or an identity elsewhere, leads to. `ids`: its keyed hashes under all keys kept. */
export async function findUser(read: DocumentReader, ids: readonly string[]): Promise<Stored<User> | undefined> {
  const found = (await addresses.getAll(read, ids)).find((address) => address !== undefined);
  // A second read where there is nothing to be found either: how long it takes tells nobody which addresses are known.
  return users.get(read, found?.value.userId ?? 'nobody');
}

export async function isOnBetaList(read: DocumentReader, emailIds: readonly string[]): Promise<boolean> {
  return (await betaList.getAll(read, emailIds)).some((place) => place?.value.isActive);
}
