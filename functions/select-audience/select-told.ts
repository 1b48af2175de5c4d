import { deals } from '../../shared/documents/deal.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { channels, notificationRequested } from '../../shared/messages/notification-requested.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { SelectAudience } from './handler.ts';

type Notification = NonNullable<Awaited<ReturnType<typeof notifications.get>>>['value'];

const notificationsPerRead = 1_000;
/** As long as notifications are kept. */
const keptForMs = 30 * 86_400_000;

/**
 * Asks for a notice to everybody who was told of a deal, or perhaps was, that is now retracted. The mark is written
 * before the notifications are read, so that a hand-over under way is either seen here or sees the mark itself.
 */
export const selectTold =
  ({ catalogue, people, clock }: SelectAudience): Handle<{ readonly dealId: string }> =>
  async ({ dealId }, { publish, log }) => {
    const deal = await deals.get(catalogue, dealId);
    if (!deal) throw new PermanentError(`the deal ${dealId} does not exist`);
    const retractedAtMs = deal.value.retractedAtMs;
    if (retractedAtMs === null) throw new PermanentError(`the deal ${dealId} is not retracted`);
    await people.write([retractions.set(dealId, { retractedAtMs, expiresAtMs: clock.nowMs() + keptForMs })]);
    let told = 0;
    const ofDeal = { equal: { dealId }, limit: notificationsPerRead };
    const onUnreadable = (error: Error) => log.error('a notification cannot be read and is not corrected', {}, error);
    for await (const page of notifications.pages(people, 'ofDeal', ofDeal, onUnreadable)) {
      const reached = page.filter(({ value }) => wasPerhapsTold(value));
      told += reached.length;
      for (const channel of channels) {
        const ids = reached.filter(({ value }) => value.channel === channel).map(({ value }) => value.subscriberId);
        await publish(notificationRequested, notificationPages({ kind: 'retraction', dealId, channel }, ids));
      }
    }
    log.info('selected who is told that a deal is retracted', { dealId, notifications: told });
  };

const wasPerhapsTold = ({ kind, state }: Notification): boolean =>
  kind === 'deal' && (state === 'sent' || state === 'unknown');
