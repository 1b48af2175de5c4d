import * as z from 'zod';
import { dealFilter } from '../domain/audience/deal-filter.ts';
import { defaultDeliveryRules, deliveryRules } from '../domain/audience/delivery-rules.ts';
import { keptDestinations } from '../domain/channel/kept-destinations.ts';
import { tiers } from '../domain/entitlement/tiers.ts';
import { mailOff } from '../domain/mail/suppression.ts';
import { pushSubscription } from '../ports/delivery.ts';
import { defineCollection } from './collection.ts';

/** Written through domain/audience/change-subscriber.ts alone, which keeps the audience index in step. */
export const subscribers = defineCollection({
  name: 'subscribers',
  database: 'people',
  schema: z.object({
    active: z.boolean(),
    /** Shut out by an operator, with the account; what they chose stays for when they are let in again. */
    isSuspended: z.boolean().default(false),
    /** Sealed, see subscriber-email.ts. */
    email: z.string().optional(),
    /** Why no mail goes to that address any more; kept in step with `suppressions`. */
    mailOff: mailOff.nullable().default(null),
    /** BCP 47, for how money and times are written. */
    locale: z.string(),
    /** IANA name. */
    timeZone: z.string(),
    filter: dealFilter,
    delivery: deliveryRules.default(defaultDeliveryRules),
    tier: z.enum(tiers).default('free'),
    pushSubscriptions: z.array(pushSubscription),
    destinations: keptDestinations.default({}),
    /** Part of the unsubscribe link; names nobody. */
    unsubscribeToken: z.string(),
    createdAtMs: z.number(),
    /** Where the audience index keeps them; null where nowhere. */
    indexed: z
      .object({ version: z.int(), band: z.int(), terms: z.array(z.string()) })
      .nullable()
      .default(null),
  }),
  queries: {
    oldest: { order: [{ field: 'createdAtMs', direction: 'asc' }] },
    byUnsubscribeToken: { equal: ['unsubscribeToken'] },
  },
});
export type Subscriber = Readonly<z.infer<(typeof subscribers)['schema']>>;
