import { notifications } from '../../shared/documents/notification.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { tallies } from '../../shared/documents/tally.ts';
import { countTold } from '../../shared/domain/alert/daily-cap.ts';
import { type Held, holdWrites } from '../../shared/domain/audience/held-pages.ts';
import { isListening } from '../../shared/domain/audience/is-listening.ts';
import { endOfQuiet, nextDigestMs } from '../../shared/domain/audience/when-to-tell.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import { entitlements } from '../../shared/domain/entitlement/tiers.ts';
import { localDay } from '../../shared/domain/time/zone-clock.ts';
import type { Write } from '../../shared/ports/documents.ts';
import { AlertBook } from './alert-book.ts';
import type { Choose } from './choose-recipients.ts';

const dayMs = 86_400_000;

/**
 * Who of a page is told of a deal now: nobody twice, nobody of the same offer too soon, nobody in quiet hours. What is
 * too much for somebody's day is held for their next digest, in the same step.
 */
export const chooseForDeal: Choose = async (read, { request, deals, render, nowMs }) => {
  const [deal] = deals;
  if (!deal) return { recipients: [], writes: [] };
  const { subscriberIds, channel } = request;
  const ids = subscriberIds.map((subscriberId) => notificationIdOf(request, subscriberId));
  const pairs = subscriberIds.map((subscriberId) => ({ subscriberId, offerId: deal.value.offerId }));
  const [people, told, counted, book] = await Promise.all([
    subscribers.getAll(read, subscriberIds, () => {}),
    notifications.getAll(read, ids),
    tallies.getAll(read, subscriberIds, () => {}),
    AlertBook.open(read, pairs),
  ]);
  const held: Held[] = [];
  const counts: Write[] = [];
  const recipients = ids.flatMap((notificationId, i) => {
    const subscriber = people[i];
    if (!subscriber || !isListening(subscriber.value) || told[i]) return [];
    const { id: subscriberId, value } = subscriber;
    const { delivery, timeZone, tier } = value;
    const rendered = render({ ...request, kind: 'deal' }, deals, subscriber);
    if (!rendered || book.decide(subscriberId, value, deal).tell === 'no') return [];
    const later = { subscriberId, channels: [channel] };
    const quietUntilMs = endOfQuiet(delivery.quietHours, timeZone, nowMs);
    if (quietUntilMs > nowMs) {
      held.push({ ...later, as: 'single', dueAtMs: quietUntilMs });
      return [];
    }
    const mostPerDay = Math.min(delivery.mostPerDay, entitlements[tier].mostPerDay);
    const before = counted[i]?.value;
    const tally = countTold(before, { day: localDay(timeZone, nowMs), causeId: deal.id, mostPerDay });
    if (!tally) {
      const dueAtMs = nextDigestMs({ timeZone, quietHours: delivery.quietHours, digest: delivery.digest }, nowMs);
      held.push({ ...later, as: 'digest', dueAtMs });
      return [];
    }
    book.fire(subscriberId, value, deal);
    if (tally.causeIds !== before?.causeIds) {
      counts.push(tallies.set(subscriberId, { ...tally, expiresAtMs: nowMs + 2 * dayMs }));
    }
    return [{ subscriberId, notificationId, rendered }];
  });
  return { recipients, writes: [...counts, ...book.writes(), ...holdWrites(request.dealId, held)] };
};
