import * as z from 'zod';
import { defineTopic } from './topic.ts';

export const channels = ['email', 'push'] as const;
export const channel = z.enum(channels);
export type Channel = z.infer<typeof channel>;

/** `deal`: tell of the deal; `retraction`: tell whoever was told that it was none; `account`: a mail about somebody's own account, written already. */
export const notificationKind = z.enum(['deal', 'retraction', 'account']);
export type NotificationKind = z.infer<typeof notificationKind>;

/** Tell these subscribers of this deal over this channel: one dispatch. Ids only. */
export const notificationRequested = defineTopic(
  'notification-requested',
  z.object({
    kind: notificationKind.default('deal'),
    dispatchId: z.string(),
    /** Of a mail about an account: its purpose. */
    dealId: z.string(),
    channel,
    subscriberIds: z.array(z.string()).min(1).max(100),
  }),
);
export type NotificationRequested = z.infer<typeof notificationRequested.schema>;
