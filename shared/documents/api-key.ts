import * as z from 'zod';
import { scope } from '../domain/account/principal.ts';
import { defineCollection } from './collection.ts';

/** A program's way in; the key itself is shown once and kept as a hash. The id is part of the key. */
export const apiKeys = defineCollection({
  name: 'api-keys',
  database: 'people',
  schema: z.object({
    userId: z.string(),
    name: z.string(),
    secretHash: z.string(),
    scopes: z.array(scope),
    createdAtMs: z.number(),
    /** Written at most once a minute. */
    lastUsedAtMs: z.number().nullable(),
  }),
  queries: { ofUser: { equal: ['userId'], order: [{ field: 'createdAtMs', direction: 'desc' }] } },
});
