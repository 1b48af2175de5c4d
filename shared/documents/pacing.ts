import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** When the next request to a shop may begin, and when a batch last began; batches reserve their slots here. */
export const pacing = defineCollection({
  name: 'pacing',
  database: 'catalogue',
  schema: z.object({ nextFreeMs: z.number(), lastVisitAtMs: z.number().optional(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
