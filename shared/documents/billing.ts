import * as z from 'zod';
import { paidSubscription } from '../domain/billing/standing.ts';
import { defineCollection } from './collection.ts';

/** What somebody pays for, as last read from the payment service; id = user id. */
export const billing = defineCollection({
  name: 'billing',
  database: 'people',
  schema: z.object({
    customerId: z.string(),
    subscriptions: z.array(paidSubscription),
    checkedAtMs: z.number(),
    /** When the standing changes if nothing else happens: end of grace, end of what was cancelled. */
    dueAtMs: z.number().nullable(),
    /** Counts writes, so that each makes a new version of the document, whatever it changes. */
    revision: z.int(),
  }),
  queries: {
    ofCustomer: { equal: ['customerId'] },
    due: { order: [{ field: 'dueAtMs', direction: 'asc' }] },
  },
});
export type Billing = Readonly<z.infer<(typeof billing)['schema']>>;
