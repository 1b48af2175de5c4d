import type { NotificationRequested } from '../../messages/notification-requested.ts';
import { stableId } from '../identity/stable-id.ts';

/** Names the one notification of a kind that a subscriber can get of a deal over a channel. */
export function notificationIdOf(
  { kind, dealId, channel }: Pick<NotificationRequested, 'kind' | 'dealId' | 'channel'>,
  subscriberId: string,
): string {
  return stableId('notification', dealId, subscriberId, channel, ...(kind === 'deal' ? [] : [kind]));
}
