import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** A message no function could handle, kept as it was; id = a name derived from subscription and message id. */
export const deadLetters = defineCollection({
  name: 'dead-letters',
  database: 'people',
  schema: z.object({
    topic: z.string(),
    functionName: z.string(),
    messageId: z.string(),
    body: z.string(),
    attributes: z.record(z.string(), z.string()),
    reason: z.string(),
    correlationId: z.string().nullable(),
    state: z.enum(['open', 'replayed', 'discarded']),
    attempts: z.int().nullable(),
    recordedAtMs: z.number(),
    settledAtMs: z.number().nullable(),
  }),
  queries: {
    newestInState: { equal: ['state'], order: [{ field: 'recordedAtMs', direction: 'desc' }] },
  },
});
