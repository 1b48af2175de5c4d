import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** When the next request to a host may begin; batches reserve their slots here, across all instances. */
export const pacing = defineCollection({
  name: 'pacing',
  database: 'catalogue',
  schema: z.object({ nextFreeMs: z.number(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
