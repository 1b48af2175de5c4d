import * as z from 'zod';
import { money } from '../domain/money/money.ts';
import { defineCollection } from './collection.ts';

/** What a subscriber wants to hear of; an absent list means any. */
export const dealFilter = z.object({
  retailerIds: z.array(z.string()).optional(),
  brands: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  kinds: z.array(z.enum(['deal', 'glitch'])).optional(),
  /** Share below the usual price, 0–1. */
  minDiscount: z.number().min(0).max(1).optional(),
  /** Only deals in this currency are compared with it. */
  maxPrice: money.optional(),
});
export type DealFilter = Readonly<z.infer<typeof dealFilter>>;

export const subscribers = defineCollection({
  name: 'subscribers',
  database: 'people',
  schema: z.object({
    active: z.boolean(),
    email: z.string().optional(),
    /** BCP 47, for how money and times are written. */
    locale: z.string(),
    timeZone: z.string(),
    filter: dealFilter,
    pushSubscriptions: z.array(
      z.object({ endpoint: z.string(), keys: z.object({ p256dh: z.string(), auth: z.string() }) }),
    ),
    /** Part of the unsubscribe link; names nobody. */
    unsubscribeToken: z.string(),
    createdAtMs: z.number(),
  }),
  queries: {
    active: { equal: ['active'], order: [{ field: 'createdAtMs', direction: 'asc' }] },
    byUnsubscribeToken: { equal: ['unsubscribeToken'] },
  },
});
export type Subscriber = z.infer<(typeof subscribers)['schema']>;
