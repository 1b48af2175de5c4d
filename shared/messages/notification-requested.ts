import * as z from 'zod';
import { defineTopic } from './topic.ts';

export const channel = z.enum(['email', 'push']);
export type Channel = z.infer<typeof channel>;

/** Tell these subscribers of this deal over this channel: one dispatch. Ids only. */
export const notificationRequested = defineTopic(
  'notification-requested',
  z.object({
    dispatchId: z.string(),
    dealId: z.string(),
    channel,
    subscriberIds: z.array(z.string()).min(1).max(100),
  }),
);
export type NotificationRequested = z.infer<typeof notificationRequested.schema>;
