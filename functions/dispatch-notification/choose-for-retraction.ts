import { notifications } from '../../shared/documents/notification.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { isListening } from '../../shared/domain/audience/is-listening.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import { AlertBook } from './alert-book.ts';
import type { Choose } from './choose-recipients.ts';

/** Who of a page is told that a deal was none; to them the next deal of the offer is news again. */
export const chooseForRetraction: Choose = async (read, { request, deals, render }) => {
  const [deal] = deals;
  if (!deal) return { recipients: [], writes: [] };
  const { subscriberIds } = request;
  const ids = subscriberIds.map((subscriberId) => notificationIdOf(request, subscriberId));
  const pairs = subscriberIds.map((subscriberId) => ({ subscriberId, offerId: deal.value.offerId }));
  const [people, told, book] = await Promise.all([
    subscribers.getAll(read, subscriberIds, () => {}),
    notifications.getAll(read, ids),
    AlertBook.open(read, pairs),
  ]);
  const recipients = ids.flatMap((notificationId, i) => {
    const subscriber = people[i];
    if (!subscriber || !isListening(subscriber.value) || told[i]) return [];
    book.withdraw(subscriber.id, deal);
    const rendered = render({ ...request, kind: 'retraction' }, deals, subscriber);
    return rendered ? [{ subscriberId: subscriber.id, notificationId, rendered }] : [];
  });
  return { recipients, writes: book.writes() };
};
