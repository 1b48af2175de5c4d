import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** That an event of the payment service was heeded; id = the service's own. It repeats events for three days. */
export const paymentEvents = defineCollection({
  name: 'payment-events',
  database: 'people',
  schema: z.object({ type: z.string(), heededAtMs: z.number(), expiresAtMs: z.number() }),
  ttlField: 'expiresAtMs',
});
