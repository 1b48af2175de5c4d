import { deals } from '../../shared/documents/deal.ts';
import { factsOf } from '../../shared/domain/audience/deal-facts.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { channels, notificationRequested } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { findAudience } from './find-audience.ts';
import type { SelectAudience } from './handler.ts';

/** Asks for the notifications of everybody whose filter a confirmed deal passes. */
export const selectSubscribers =
  ({ catalogue, people }: SelectAudience): Handle<{ readonly dealId: string }> =>
  async ({ dealId }, { publish, log }) => {
    const deal = await deals.get(catalogue, dealId);
    if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
    if (deal.value.retractedAtMs !== null) return log.info('a deal was retracted before anybody was told', { dealId });
    const unreadable = (error: Error) => log.error('a page of the audience could not be read', { dealId }, error);
    let selected = 0;
    for await (const matches of findAudience(people, factsOf(deal.value), unreadable)) {
      selected += matches.length;
      for (const channel of channels) {
        const ids = matches.filter(({ entry }) => entry.channels.includes(channel));
        const subscriberIds = ids.map(({ subscriberId }) => subscriberId).sort();
        await publish(notificationRequested, notificationPages({ kind: 'deal', dealId, channel }, subscriberIds));
      }
    }
    log.info('selected who is told of a deal', { dealId, subscribers: selected });
  };
