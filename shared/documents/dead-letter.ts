import * as z from 'zod';
import { stableId } from '../domain/identity/stable-id.ts';
import { defineCollection } from './collection.ts';

/** Names the one dead letter of a message that a function gave up. */
export const deadLetterIdOf = (functionName: string, topic: string, messageId: string): string =>
  stableId('dead-letter', functionName, topic, messageId);

/** A message no function could handle, kept as it was; id = `deadLetterIdOf`. */
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
