import * as z from 'zod';
import { addresses } from '../../../shared/documents/address.ts';
import { betaList } from '../../../shared/documents/beta-place.ts';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import { normaliseEmail } from '../../../shared/domain/account/email-address.ts';
import { passwordLacks, passwordLength, preparePassword } from '../../../shared/domain/account/password-rules.ts';
import { hasRole, role } from '../../../shared/domain/account/principal.ts';
import type { DocumentReader } from '../../../shared/ports/documents.ts';
import type { IdentityProvider } from '../../../shared/ports/identity-provider.ts';
import type { Passwords } from '../../../shared/ports/passwords.ts';
import type { FieldCipher } from '../../../shared/runtime/field-cipher.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import type { SessionTokens } from '../../../shared/runtime/session-tokens.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';

/** What account endpoints need. */
export interface Accounts extends Platform {
  readonly passwords: Passwords;
  /** Undefined where sign-in with Google is switched off. */
  readonly google: IdentityProvider | undefined;
  readonly cipher: () => Promise<FieldCipher>;
  readonly tokens: () => Promise<SessionTokens>;
}

export const emailInput = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = normaliseEmail(text);
    if (email === undefined) context.addIssue('not an email address');
    return email ?? z.NEVER;
  });

export const newPassword = z
  .string()
  .max(4 * passwordLength.max)
  .transform(preparePassword)
  .superRefine((password, context) => {
    const lacks = passwordLacks(password);
    if (lacks.length > 0) context.addIssue(`a password needs ${lacks.join(', ')}`);
  });
/** One that is to be compared, by whatever rules it was made. */
export const anyPassword = z
  .string()
  .max(4 * passwordLength.max)
  .transform(preparePassword);
export const nameInput = z.string().trim().min(1).max(100);

export const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role,
  isBetaUser: z.boolean(),
  isVerified: z.boolean(),
  hasPassword: z.boolean(),
  providers: z.array(z.enum(['google'])),
  createdAt: isoInstant,
});

/** A user as they see themselves. */
export function viewUser(
  { id, value }: Pick<Stored<User>, 'id' | 'value'>,
  cipher: FieldCipher,
): z.input<typeof userView> {
  return {
    id,
    email: emailOf(id, value, cipher),
    name: nameOf(id, value, cipher),
    role: value.role,
    isBetaUser: value.isBetaUser,
    isVerified: value.emailVerifiedAtMs !== null,
    hasPassword: value.passwordHash !== null,
    providers: value.identities.google === undefined ? [] : ['google'],
    createdAt: iso(value.createdAtMs),
  };
}

export const emailPlace = (userId: string): string => `users/${userId}/email`;
export const namePlace = (userId: string): string => `users/${userId}/name`;

export const emailOf = (id: string, { email }: User, cipher: FieldCipher): string => cipher.open(email, emailPlace(id));
export const nameOf = (id: string, { name }: User, cipher: FieldCipher): string | null =>
  name === null ? null : cipher.open(name, namePlace(id));

/** The user an address, or an identity elsewhere, leads to. */
export async function findUser(read: DocumentReader, ids: readonly string[]): Promise<Stored<User> | undefined> {
  const found = (await addresses.getAll(read, ids)).find((address) => address !== undefined);
  // A second read where there is nothing to be found either: how long it takes tells nobody which addresses are known.
  return users.get(read, found?.value.userId ?? 'nobody');
}

export async function isOnBetaList(read: DocumentReader, emailIds: readonly string[]): Promise<boolean> {
  return (await betaList.getAll(read, emailIds)).some((place) => place?.value.isActive);
}

/** While the beta lasts, who is not on its list stays outside; who operates the service does not. */
export const mayEnter = ({ settings }: Accounts, user: User): boolean =>
  !settings.betaMode || user.isBetaUser || hasRole(user.role, 'admin');
