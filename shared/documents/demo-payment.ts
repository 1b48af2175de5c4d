import * as z from 'zod';
import { billingCycles, paidTiers } from '../domain/billing/plans.ts';
import { paidSubscription } from '../domain/billing/standing.ts';
import { defineCollection } from './collection.ts';

/** A customer of the demo checkout, where no payment service is configured; id = customer id. Nothing is ever charged. */
export const demoPayments = defineCollection({
  name: 'demo-payments',
  database: 'people',
  schema: z.object({
    /** Part of the addresses of the customer's demo pages. */
    token: z.string(),
    /** What the newest checkout would sell. */
    order: z
      .object({ tier: z.enum(paidTiers), billingCycle: z.enum(billingCycles), successUrl: z.string() })
      .nullable(),
    subscriptions: z.array(paidSubscription),
  }),
  queries: { byToken: { equal: ['token'] } },
});
