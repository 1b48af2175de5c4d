import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** When the next request to a shop may begin, and when a batch last began; batches reserve their slots here. */
export const pacing = defineCollection({
  name: 'pacing',
  database: 'catalogue',
  schema: z.object({
    nextFreeMs: z.number(),
    /** The same for second looks, which do not wait for a batch that is under way. */
    nextUrgentMs: z.number().optional(),
    /** The shop asked to be left alone until then. */
    pausedUntilMs: z.number().optional(),
    lastVisitAtMs: z.number().optional(),
    expiresAtMs: z.number(),
  }),
  ttlField: 'expiresAtMs',
});
