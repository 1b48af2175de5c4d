import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** An address that gets in while the beta lasts (MON-6); id = keyed hash of it. */
export const betaList = defineCollection({
  name: 'beta-list',
  database: 'people',
  schema: z.object({
    /** Sealed. */
    email: z.string(),
    addedBy: z.string(),
    addedAtMs: z.number(),
    isActive: z.boolean(),
  }),
  queries: { newest: { order: [{ field: 'addedAtMs', direction: 'desc' }] } },
});
