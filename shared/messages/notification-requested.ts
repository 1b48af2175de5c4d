import * as z from 'zod';
import { defineTopic } from './topic.ts';

export const channels = ['email', 'push', 'discord', 'slack', 'telegram', 'ntfy', 'webhook'] as const;
export const channel = z.enum(channels);
export type Channel = z.infer<typeof channel>;

/**
 * `deal`: tell of the deal; `retraction`: tell whoever was told that it was none; `digest`: tell of several at once;
 * `account`: about somebody's own account or one of its channels, written already.
 */
export const notificationKind = z.enum(['deal', 'retraction', 'digest', 'account']);
export type NotificationKind = z.infer<typeof notificationKind>;
/** What is about deals, and chosen and rendered when it is claimed. */
export type NewsKind = Exclude<NotificationKind, 'account'>;

/** Tell these subscribers of this deal, or of their deals in this digest, over this channel: one dispatch. Ids only. */
export const notificationRequested = defineTopic(
  'notification-requested',
  z.object({
    kind: notificationKind.default('deal'),
    dispatchId: z.string(),
    /** Of the deal, or of the digest; of what is about an account: its purpose. */
    dealId: z.string(),
    channel,
    subscriberIds: z.array(z.string()).min(1).max(100),
  }),
);
export type NotificationRequested = z.infer<typeof notificationRequested.schema>;
