import * as z from 'zod';
import { stableId } from '../domain/identity/stable-id.ts';
import type { Write } from '../ports/documents.ts';
import { defineCollection } from './collection.ts';
import { fields } from './fields.ts';

/** Names the one dead letter of a message that a function gave up. */
export const deadLetterIdOf = (functionName: string, topic: string, messageId: string): string =>
  stableId('dead-letter', functionName, topic, messageId);

const settledKeptMs = 30 * 86_400_000;

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
    /** Only of what is settled: an open one is kept until somebody decides. */
    expiresAtMs: z.number().optional(),
  }),
  ttlField: 'expiresAtMs',
  queries: {
    newestInState: { equal: ['state'], order: [{ field: 'recordedAtMs', direction: 'desc' }] },
  },
});

/** What an operator decided of a dead letter. */
export function settleDeadLetter(id: string, state: 'replayed' | 'discarded', nowMs: number, version?: string): Write {
  return deadLetters.update(id, fields({ state, settledAtMs: nowMs, expiresAtMs: nowMs + settledKeptMs }), version);
}
