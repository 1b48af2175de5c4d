import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** What is left of a limit all instances share, from which they take blocks; id = policy and hash of whom. */
export const rateLimits = defineCollection({
  name: 'rate-limits',
  database: 'people',
  schema: z.object({ tokens: z.number(), atMs: z.number(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
