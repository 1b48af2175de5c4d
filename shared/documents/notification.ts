import * as z from 'zod';
import { channel } from '../messages/notification-requested.ts';
import { defineCollection } from './collection.ts';

/** That one subscriber was told of one deal over one channel; its existence is the claim. */
export const notifications = defineCollection({
  name: 'notifications',
  database: 'people',
  schema: z.object({
    subscriberId: z.string(),
    dealId: z.string(),
    channel,
    dispatchId: z.string(),
    state: z.enum(['claimed', 'sent', 'failed', 'unknown']),
    providerId: z.string().nullable(),
    createdAtMs: z.number(),
    sentAtMs: z.number().nullable(),
    expiresAtMs: z.number(),
  }),
  queries: { ofSubscriber: { equal: ['subscriberId'], order: [{ field: 'createdAtMs', direction: 'desc' }] } },
  ttlField: 'expiresAtMs',
});
