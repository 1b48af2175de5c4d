import * as z from 'zod';
import { channel } from '../messages/notification-requested.ts';
import { defineCollection } from './collection.ts';

/**
 * One hand-over to a provider: the claim on its recipients, a lease held by whoever works on it, and the rendered
 * payload, frozen so that every retry sends the same bytes under the same key (the document's id).
 */
export const dispatchSchema = z.object({
  dealId: z.string(),
  channel,
  recipients: z.array(z.object({ subscriberId: z.string(), notificationId: z.string() })),
  /** JSON of what is sent, in the order of `recipients`; emptied 30 days later with the document. */
  payload: z.string(),
  state: z.enum(['claimed', 'waiting', 'sent', 'failed', 'unknown', 'split']),
  holder: z.string().nullable(),
  leaseUntilMs: z.number(),
  attempt: z.int(),
  firstAttemptAtMs: z.number().nullable(),
  /** When release-due hands a waiting or abandoned dispatch over again. */
  dueAtMs: z.number().nullable(),
  lastError: z.string().nullable(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
});
export type Dispatch = Readonly<z.infer<typeof dispatchSchema>>;

export const dispatches = defineCollection({
  name: 'dispatches',
  database: 'people',
  schema: dispatchSchema,
  queries: { due: { order: [{ field: 'dueAtMs', direction: 'asc' }] } },
  ttlField: 'expiresAtMs',
});
