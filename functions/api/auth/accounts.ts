import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import type { User } from '../../../shared/documents/user.ts';
import { emailOf, nameOf } from '../../../shared/domain/account/new-user.ts';
import {
  passwordLacks,
  passwordLength,
  passwordRules,
  preparePassword,
} from '../../../shared/domain/account/password-rules.ts';
import { role } from '../../../shared/domain/account/principal.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import {
  type CodeProvider,
  type Evidence,
  type IdentityProvider,
  type ProviderName,
  providers,
} from '../../../shared/ports/identity-provider.ts';
import type { Passwords } from '../../../shared/ports/passwords.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import type { SessionTokens } from '../../../shared/runtime/session-tokens.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';

type IdTokenProvider = IdentityProvider<Extract<Evidence, { readonly idToken: string }>>;

/** What account endpoints need. */
export interface Accounts extends Platform {
  readonly passwords: Passwords;
  /** Each is undefined where it is switched off. */
  readonly google: IdTokenProvider | undefined;
  readonly github: CodeProvider | undefined;
  readonly facebook: CodeProvider | undefined;
  readonly cipher: () => Promise<FieldCipher>;
  readonly tokens: () => Promise<SessionTokens>;
}

export const newPassword = z
  .string()
  .max(4 * passwordLength.max)
  .transform(preparePassword)
  .superRefine((password, context) => {
    const lacks = passwordLacks(password);
    if (lacks.length > 0) context.addIssue(`a password needs ${lacks.join(', ')} (all the rules: ${passwordRules})`);
  });
/** One that is to be compared, by whatever rules it was made. */
export const anyPassword = z
  .string()
  .max(4 * passwordLength.max)
  .transform(preparePassword);

export const userView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role,
  isBetaUser: z.boolean(),
  isVerified: z.boolean(),
  hasPassword: z.boolean(),
  providers: z.array(z.enum(providers)),
  createdAt: isoInstant,
});

export const providersOf = ({ identities }: User): ProviderName[] =>
  providers.filter((provider) => identities[provider] !== undefined);

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
    providers: providersOf(value),
    createdAt: iso(value.createdAtMs),
  };
}
