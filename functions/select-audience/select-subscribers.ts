import { deals } from '../../shared/documents/deal.ts';
import { type Subscriber, subscribers } from '../../shared/documents/subscriber.ts';
import { matchesFilter } from '../../shared/domain/audience/matches-filter.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { type Channel, channels, notificationRequested } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { SelectAudience } from './handler.ts';

const subscribersPerRead = 1_000;

/** Asks for the notifications of everybody whose filter a confirmed deal passes. */
export const selectSubscribers =
  ({ catalogue, people }: SelectAudience): Handle<{ readonly dealId: string }> =>
  async ({ dealId }, { publish, log }) => {
    const deal = await deals.get(catalogue, dealId);
    if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
    if (deal.value.retractedAtMs !== null) return log.info('a deal was retracted before anybody was told', { dealId });
    let selected = 0;
    const active = { equal: { active: true }, limit: subscribersPerRead };
    const onUnreadable = (error: Error) => log.error('a subscriber cannot be read and is told nothing', {}, error);
    for await (const page of subscribers.pages(people, 'active', active, onUnreadable)) {
      const matching = page.filter(({ value }) => matchesFilter(value.filter, deal.value));
      selected += matching.length;
      for (const channel of channels) {
        const subscriberIds = matching.filter(({ value }) => hasChannel(value, channel)).map(({ id }) => id);
        await publish(notificationRequested, notificationPages({ kind: 'deal', dealId, channel }, subscriberIds));
      }
    }
    log.info('selected who is told of a deal', { dealId, subscribers: selected });
  };

function hasChannel(subscriber: Subscriber, channel: Channel): boolean {
  return channel === 'email' ? subscriber.email !== undefined : subscriber.pushSubscriptions.length > 0;
}
