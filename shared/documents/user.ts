import * as z from 'zod';
import { role } from '../domain/account/principal.ts';
import { defineCollection } from './collection.ts';

/** Services somebody can sign in with beside a password: provider → who they are there. */
const subject = z.string().optional();
const identities = z.object({ google: subject, github: subject, facebook: subject });

/** A person with an account. What tells who they are is sealed; `addresses` leads here. */
export const users = defineCollection({
  name: 'users',
  database: 'people',
  schema: z.object({
    /** Sealed (field-cipher.ts). */
    email: z.string(),
    /** Sealed; null where none was given. */
    name: z.string().nullable(),
    /** PHC string; null for who signs in with another service only. */
    passwordHash: z.string().nullable(),
    identities,
    emailVerifiedAtMs: z.number().nullable(),
    role,
    state: z.enum(['active', 'suspended']),
    isBetaUser: z.boolean(),
    createdAtMs: z.number(),
    lastLoginAtMs: z.number().nullable(),
  }),
  queries: {
    newest: { order: [{ field: 'createdAtMs', direction: 'desc' }] },
    newestWithRole: { equal: ['role'], order: [{ field: 'createdAtMs', direction: 'desc' }] },
    newestInState: { equal: ['state'], order: [{ field: 'createdAtMs', direction: 'desc' }] },
    lastSeen: { order: [{ field: 'lastLoginAtMs', direction: 'desc' }] },
  },
});
export type User = z.infer<(typeof users)['schema']>;
