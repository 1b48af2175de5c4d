import { addresses } from '../../documents/address.ts';
import type { Stored } from '../../documents/collection.ts';
import { field } from '../../documents/fields.ts';
import { type User, users } from '../../documents/user.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { type Identity, providers } from '../../ports/identity-provider.ts';
import { findUser, isOnBetaList } from './find-user.ts';
import { firstSubscriber } from './first-subscriber.ts';
import { newUser, newUserWrites } from './new-user.ts';
import { plainName } from './plain-name.ts';

/**
 * `joined`: the account was there, and opens by this identity from now on. `made`: it waits for its address to be
 * confirmed, unless the service stands for it.
 */
export type Entry =
  | { readonly type: 'known' | 'made' | 'joined'; readonly user: Pick<Stored<User>, 'id' | 'value'> }
  | { readonly type: 'not-theirs' }
  | { readonly type: 'beta-only' };

type Decision<T> = Promise<{ readonly writes: readonly Write[]; readonly result: T }>;

/**
 * Finds or makes the account of an identity whose address is verified there: by who they are at the service; else by the
 * address, where it was confirmed here and the service stands for it now as well; else a new one, which owns the address
 * where the service stands for it. Who signed up with the address and never confirmed it owns nothing by it, and stays
 * outside.
 */
export async function enterByIdentity(
  read: DocumentReader,
  identity: Identity,
  cipher: FieldCipher,
  given: {
    readonly betaMode: boolean;
    readonly nowMs: number;
    readonly userId: string;
    readonly unsubscribeToken: string;
  },
): Decision<Entry> {
  const { provider, subject, email, name, ownsAddress } = identity;
  const { betaMode, nowMs, userId, unsubscribeToken } = given;
  const known = await findUser(read, cipher.idsOf(provider, subject));
  if (known) return { writes: [], result: { type: 'known', user: known } };

  const emailIds = cipher.idsOf('email', email);
  const owner = await findUser(read, emailIds);
  if (owner) {
    const has = owner.value.identities[provider];
    if (!ownsAddress || has !== undefined) return { writes: [], result: { type: 'not-theirs' } };
    const value = { ...owner.value, identities: { ...owner.value.identities, [provider]: subject } };
    const result = { type: 'joined', user: { id: owner.id, value } } as const;
    return { writes: identityWrites(owner.id, identity, cipher, nowMs), result };
  }

  const isBetaUser = await isOnBetaList(read, emailIds);
  if (betaMode && !isBetaUser) return { writes: [], result: { type: 'beta-only' } };
  const about = { userId, email, name: plainName(name), nowMs };
  const emailVerifiedAtMs = ownsAddress ? nowMs : null;
  const values = { passwordHash: null, isBetaUser, identities: { [provider]: subject }, emailVerifiedAtMs };
  const user = newUser(about, values, cipher);
  const [subjectId] = cipher.idsOf(provider, subject);
  const writes = [
    ...newUserWrites(about, user, cipher),
    addresses.set(subjectId, { userId, createdAtMs: nowMs }),
    ...(await firstSubscriber(read, userId, { email, active: ownsAddress, unsubscribeToken, nowMs }, cipher)),
  ];
  return { writes, result: { type: 'made', user: { id: userId, value: user } } };
}

/** `taken`: it opens another account. `other`: this account has another identity there. */
export type Linking = 'linked' | 'already' | 'taken' | 'other' | 'gone';

/** Lets an identity open the account of somebody who is signed in to it. */
export async function linkIdentity(
  read: DocumentReader,
  userId: string,
  identity: Identity,
  cipher: FieldCipher,
  nowMs: number,
): Decision<Linking> {
  const { provider, subject } = identity;
  const [user, holder] = await Promise.all([users.get(read, userId), findUser(read, cipher.idsOf(provider, subject))]);
  const refuse = (result: Linking) => ({ writes: [], result });
  if (!user) return refuse('gone');
  if (holder) return refuse(holder.id === userId ? 'already' : 'taken');
  if (user.value.identities[provider] !== undefined) return refuse('other');
  return { writes: identityWrites(userId, identity, cipher, nowMs), result: 'linked' };
}

function identityWrites(userId: string, { provider, subject }: Identity, cipher: FieldCipher, nowMs: number): Write[] {
  const [subjectId] = cipher.idsOf(provider, subject);
  return [
    users.update(userId, [field(['identities', provider], subject)]),
    addresses.set(subjectId, { userId, createdAtMs: nowMs }),
  ];
}

/** Closes a way into an account, unless it is the last: whoever has no password needs another service, or chooses one first. */
export async function unlinkIdentity(
  read: DocumentReader,
  userId: string,
  provider: Identity['provider'],
  cipher: FieldCipher,
): Decision<'unlinked' | 'not-linked' | 'last-way-in'> {
  const user = await users.get(read, userId);
  const subject = user?.value.identities[provider];
  if (!user || subject === undefined) return { writes: [], result: 'not-linked' };
  const { [provider]: _, ...others } = user.value.identities;
  if (user.value.passwordHash === null && Object.keys(others).length === 0) {
    return { writes: [], result: 'last-way-in' };
  }
  const unlinked = users.update(userId, [field(['identities', provider], undefined)]);
  return { writes: [unlinked, ...identityEnds({ [provider]: subject }, cipher)], result: 'unlinked' };
}

/** What has identities lead to nobody any more. */
export function identityEnds(identities: User['identities'], cipher: FieldCipher): Write[] {
  return providers.flatMap((provider) => {
    const subject = identities[provider];
    return subject === undefined ? [] : cipher.idsOf(provider, subject).map((id) => addresses.delete(id));
  });
}
