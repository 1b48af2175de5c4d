import { addresses } from '../../documents/address.ts';
import { type User, users } from '../../documents/user.ts';
import type { Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';

export interface NewUser {
  readonly userId: string;
  /** Normalised. */
  readonly email: string;
  readonly name: string | null;
  readonly nowMs: number;
}

/** A user with address and name sealed, who has proved nothing yet. */
export function newUser(
  { userId, email, name, nowMs }: NewUser,
  values: Pick<User, 'passwordHash' | 'isBetaUser'> & Partial<User>,
  cipher: FieldCipher,
): User {
  return {
    email: sealEmail(userId, email, cipher),
    name: sealName(userId, name, cipher),
    identities: {},
    emailVerifiedAtMs: null,
    role: 'user',
    state: 'active',
    createdAtMs: nowMs,
    lastLoginAtMs: null,
    ...values,
  };
}

/** The user and what leads to them: the address itself once it is theirs for sure, else only the place of who waits for it. */
export function newUserWrites({ userId, email, nowMs }: NewUser, user: User, cipher: FieldCipher): Write[] {
  const [addressId] = cipher.idsOf(user.emailVerifiedAtMs === null ? 'unconfirmed' : 'email', email);
  return [users.create(userId, user), addresses.set(addressId, { userId, createdAtMs: nowMs })];
}

const emailPlace = (userId: string): string => `users/${userId}/email`;
const newEmailPlace = (userId: string): string => `users/${userId}/new-email`;
const namePlace = (userId: string): string => `users/${userId}/name`;

export const sealEmail = (userId: string, email: string, cipher: FieldCipher): string =>
  cipher.seal(email, emailPlace(userId));
/** An address that is to become a user's, in the token that confirms it. */
export const sealNewEmail = (userId: string, email: string, cipher: FieldCipher): string =>
  cipher.seal(email, newEmailPlace(userId));
export const openNewEmail = (userId: string, sealed: string, cipher: FieldCipher): string =>
  cipher.open(sealed, newEmailPlace(userId));
export const sealName = (userId: string, name: string | null, cipher: FieldCipher): string | null =>
  name === null ? null : cipher.seal(name, namePlace(userId));
export const emailOf = (userId: string, { email }: User, cipher: FieldCipher): string =>
  cipher.open(email, emailPlace(userId));
export const nameOf = (userId: string, { name }: User, cipher: FieldCipher): string | null =>
  name === null ? null : cipher.open(name, namePlace(userId));
