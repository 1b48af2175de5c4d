import * as z from 'zod';
import { defineCollection } from './collection.ts';

export const tokenPurpose = z.enum(['verify-email', 'reset-password', 'change-address']);
export type TokenPurpose = z.infer<typeof tokenPurpose>;

/** A link that works once; id = hash of the token in it. Deleted when used. */
export const oneTimeTokens = defineCollection({
  name: 'one-time-tokens',
  database: 'people',
  schema: z.object({
    userId: z.string(),
    purpose: tokenPurpose,
    /** The address that is to be confirmed, sealed; of `change-address` alone. */
    email: z.string().optional(),
    createdAtMs: z.number(),
    expiresAtMs: z.number(),
  }),
  queries: { ofUser: { equal: ['userId', 'purpose'] } },
  ttlField: 'expiresAtMs',
});
