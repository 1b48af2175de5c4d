import { deals } from '../../shared/documents/deal.ts';
import { factsOf } from '../../shared/domain/audience/deal-facts.ts';
import { type Held, holdWrites } from '../../shared/domain/audience/held-pages.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { whenToTell } from '../../shared/domain/audience/when-to-tell.ts';
import { channels, notificationRequested } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { findAudience, type Match } from './find-audience.ts';
import type { SelectAudience } from './handler.ts';

/** Held pages take up to 50 KB each. */
const pagesPerWrite = 20;

/** Has everybody told whose filter a confirmed deal passes: now, or when it is time for them. */
export const selectSubscribers =
  ({ catalogue, people, clock }: SelectAudience): Handle<{ readonly dealId: string }> =>
  async ({ dealId }, { publish, log }) => {
    const deal = await deals.get(catalogue, dealId);
    if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
    const { confirmedAtMs, retractedAtMs } = deal.value;
    if (retractedAtMs !== null) return log.info('a deal was retracted before anybody was told', { dealId });
    const now: Match[] = [];
    const held: Held[] = [];
    const unreadable = (error: Error) => log.error('a page of the audience could not be read', { dealId }, error);
    for await (const matches of findAudience(people, factsOf(deal.value), unreadable)) {
      for (const match of matches) {
        const telling = whenToTell(match.entry, confirmedAtMs, clock.nowMs());
        const as = telling.type === 'digest' ? 'digest' : 'single';
        if (telling.type === 'now') now.push(match);
        else
          held.push({ subscriberId: match.subscriberId, channels: match.entry.channels, as, dueAtMs: telling.dueAtMs });
      }
    }
    const writes = holdWrites(dealId, held);
    for (let i = 0; i < writes.length; i += pagesPerWrite) await people.write(writes.slice(i, i + pagesPerWrite));
    for (const channel of channels) {
      const told = now.filter(({ entry }) => entry.channels.includes(channel));
      const subscriberIds = told.map(({ subscriberId }) => subscriberId).sort();
      await publish(notificationRequested, notificationPages({ kind: 'deal', dealId, channel }, subscriberIds));
    }
    log.info('selected who is told of a deal', { dealId, now: now.length, later: held.length });
  };
