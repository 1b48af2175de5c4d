import * as z from 'zod';
import { channel } from '../messages/notification-requested.ts';
import { defineCollection } from './collection.ts';

/**
 * Subscribers who are to be told of a deal later, all at one time: alone (`single`, after quiet hours or the delay of
 * their tier) or rolled up with everything else that is due to them then (`digest`). Deleted when it is released.
 */
export const heldPages = defineCollection({
  name: 'held-pages',
  database: 'people',
  schema: z.object({
    dealId: z.string(),
    as: z.enum(['single', 'digest']),
    recipients: z.array(z.object({ subscriberId: z.string(), channels: z.array(channel) })),
    dueAtMs: z.number(),
    expiresAtMs: z.number(),
  }),
  queries: {
    due: { equal: ['as'], order: [{ field: 'dueAtMs', direction: 'asc' }] },
  },
  ttlField: 'expiresAtMs',
});
export type HeldPage = Readonly<z.infer<(typeof heldPages)['schema']>>;
