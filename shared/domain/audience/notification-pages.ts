import type { NotificationRequested } from '../../messages/notification-requested.ts';
import { channelTable } from '../channel/channel-table.ts';
import { stableId } from '../identity/stable-id.ts';

/** The requests that tell these subscribers; the same people in the same order give the same dispatches. */
export function notificationPages(
  about: Pick<NotificationRequested, 'kind' | 'dealId' | 'channel'>,
  subscriberIds: readonly string[],
): NotificationRequested[] {
  const { kind, dealId, channel } = about;
  const size = channelTable[channel].recipientsPerDispatch;
  return Array.from({ length: Math.ceil(subscriberIds.length / size) }, (_, i) => {
    const page = subscriberIds.slice(i * size, (i + 1) * size);
    return { ...about, dispatchId: dispatchIdOf(kind, dealId, channel, page), subscriberIds: page };
  });
}

const dispatchIdOf = (kind: string, dealId: string, channel: string, page: readonly string[]): string =>
  kind === 'deal' ? stableId('dispatch', dealId, channel, ...page) : stableId(kind, dealId, channel, ...page);
