import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * One sign-in: a family of refresh tokens, of which only number `generation` is good. Tokens are signed (session-tokens.ts),
 * so that nothing here opens anything.
 */
export const sessions = defineCollection({
  name: 'sessions',
  database: 'people',
  schema: z.object({
    userId: z.string(),
    generation: z.int(),
    /** Browser or program as it called itself, shortened; for its owner's list. */
    agent: z.string(),
    createdAtMs: z.number(),
    rotatedAtMs: z.number(),
    endedAtMs: z.number().nullable(),
    expiresAtMs: z.number(),
  }),
  queries: { ofUser: { equal: ['userId'], order: [{ field: 'createdAtMs', direction: 'desc' }] } },
  ttlField: 'expiresAtMs',
});
export type Session = z.infer<(typeof sessions)['schema']>;
