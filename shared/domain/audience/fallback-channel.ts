import type { Subscriber } from '../../documents/subscriber.ts';
import type { Channel } from '../../messages/notification-requested.ts';
import { channelTable } from '../channel/channel-table.ts';

/**
 * The channel that takes the place of one that failed: the first of the others a subscriber allows and has, or the next
 * behind a failed one of those. It depends on nothing that was told since, so that asking twice gives the same.
 */
export function fallbackChannel(subscriber: Subscriber, failed: Channel): Channel | undefined {
  const { channels, fallbackChannels } = subscriber.delivery;
  const others = fallbackChannels.filter((each) => !channels.includes(each));
  return others.slice(others.indexOf(failed) + 1).find((each) => channelTable[each].isHad(subscriber));
}
