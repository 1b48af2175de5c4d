import * as z from 'zod';
import { mailEvent } from '../domain/mail/mail-event.ts';
import { channel, notificationKind } from '../messages/notification-requested.ts';
import { defineCollection } from './collection.ts';

/** `cancelled`: the deal was retracted before it was told; `withdrawn`: its price was asked no longer. */
export const notificationState = z.enum(['claimed', 'sent', 'failed', 'unknown', 'cancelled', 'withdrawn']);

/** That one subscriber was told of one deal over one channel; its existence is the claim. */
export const notifications = defineCollection({
  name: 'notifications',
  database: 'people',
  schema: z.object({
    subscriberId: z.string(),
    /** Of the deal, or of the digest. */
    dealId: z.string(),
    kind: notificationKind.default('deal'),
    channel,
    dispatchId: z.string(),
    state: notificationState,
    providerId: z.string().nullable(),
    createdAtMs: z.number(),
    sentAtMs: z.number().nullable(),
    /** When its mail service first told of each, once it had taken the mail. */
    mail: z.partialRecord(mailEvent, z.number()).optional(),
    expiresAtMs: z.number(),
  }),
  queries: {
    ofSubscriber: { equal: ['subscriberId'], order: [{ field: 'createdAtMs', direction: 'desc' }] },
    ofDeal: { equal: ['dealId'], order: [{ field: 'createdAtMs', direction: 'asc' }] },
  },
  ttlField: 'expiresAtMs',
});
