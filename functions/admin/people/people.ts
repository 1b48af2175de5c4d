import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import { mayChange } from '../../../shared/domain/account/authorisation.ts';
import { emailOf, nameOf } from '../../../shared/domain/account/new-user.ts';
import { role } from '../../../shared/domain/account/principal.ts';
import type { DocumentReader } from '../../../shared/ports/documents.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant, isoOrNull } from '../../../shared/runtime/views.ts';

export interface People extends Platform {
  readonly cipher: () => Promise<FieldCipher>;
}

/** A user as those who look after people see them. */
export const personView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  role,
  state: z.enum(['active', 'suspended']),
  isBetaUser: z.boolean(),
  isVerified: z.boolean(),
  providers: z.array(z.string()),
  createdAt: isoInstant,
  lastLoginAt: isoInstant.nullable(),
});

export function viewPerson({ id, value }: Pick<Stored<User>, 'id' | 'value'>, cipher: FieldCipher) {
  return {
    id,
    email: emailOf(id, value, cipher),
    name: nameOf(id, value, cipher),
    role: value.role,
    state: value.state,
    isBetaUser: value.isBetaUser,
    isVerified: value.emailVerifiedAtMs !== null,
    providers: Object.keys(value.identities),
    createdAt: iso(value.createdAtMs),
    lastLoginAt: isoOrNull(value.lastLoginAtMs),
  };
}

/** The user an act is on, or why it is not done. */
export async function changeable(
  context: RequestContext,
  read: DocumentReader,
  userId: string,
): Promise<Stored<User> | Response> {
  const user = await users.get(read, userId);
  if (!user) return problem(404, 'not-found', 'there is no such user');
  const may = mayChange(context.get('principal'), { userId, role: user.value.role });
  return may.type === 'forbidden' ? problem(403, 'forbidden', may.reason) : user;
}
