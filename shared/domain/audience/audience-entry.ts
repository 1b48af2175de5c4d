import * as z from 'zod';
import type { Subscriber } from '../../documents/subscriber.ts';
import { type Channel, channel } from '../../messages/notification-requested.ts';
import { channelTable } from '../channel/channel-table.ts';
import { tiers } from '../entitlement/tiers.ts';
import { compiledFilter, compileFilter } from './compile-filter.ts';
import { digest, quietHours } from './delivery-rules.ts';
import { isListening } from './is-listening.ts';

/** What is needed to tell whether and when a subscriber is told, without reading the subscriber. */
export const audienceEntry = z.object({
  filter: compiledFilter,
  channels: z.array(channel),
  timeZone: z.string(),
  quietHours: quietHours.nullable(),
  digest,
  tier: z.enum(tiers),
});
export type AudienceEntry = Readonly<z.infer<typeof audienceEntry>>;

/** Null for a subscriber who is told of nothing. */
export function audienceEntryOf(subscriber: Subscriber): AudienceEntry | null {
  const channels = usedChannels(subscriber);
  if (!isListening(subscriber) || channels.length === 0) return null;
  const { filter, timeZone, tier, delivery } = subscriber;
  const { quietHours, digest } = delivery;
  return { filter: compileFilter(filter), channels, timeZone, quietHours, digest, tier };
}

/** The channels a subscriber is told over: those they chose and have, else the first other one that they have. */
function usedChannels(subscriber: Subscriber): Channel[] {
  const { channels, fallbackChannels } = subscriber.delivery;
  const had = (list: readonly Channel[]) => list.filter((each) => channelTable[each].isHad(subscriber));
  const chosen = had(channels);
  return chosen.length > 0 ? chosen : had(fallbackChannels).slice(0, 1);
}
