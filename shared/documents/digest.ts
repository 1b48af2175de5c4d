import * as z from 'zod';
import { channel } from '../messages/notification-requested.ts';
import { defineCollection } from './collection.ts';

/** Some of the digests of one instant and channel: who is told of which deals. */
export const digests = defineCollection({
  name: 'digests',
  database: 'people',
  schema: z.object({
    channel,
    recipients: z.array(z.object({ subscriberId: z.string(), dealIds: z.array(z.string()) })),
    dueAtMs: z.number(),
    expiresAtMs: z.number(),
  }),
  queries: { oldest: { order: [{ field: 'dueAtMs', direction: 'asc' }] } },
  ttlField: 'expiresAtMs',
});
export type DigestPage = Readonly<z.infer<(typeof digests)['schema']>>;
