import { digests } from '../../shared/documents/digest.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { isListening } from '../../shared/domain/audience/is-listening.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import { AlertBook } from './alert-book.ts';
import type { Choose, NamedDeal } from './choose-recipients.ts';

/**
 * What each recipient of a digest is told: of every deal that is still one, that they have not heard of over this channel
 * and whose offer they have not heard of too lately. A digest counts for no day's cap.
 */
export const chooseForDigest: Choose = async (read, { request, deals, render }) => {
  const { dealId: digestId, dispatchId, channel, subscriberIds } = request;
  const digest = await digests.get(read, digestId);
  const known = new Map(deals.flatMap((deal) => (deal.isGone ? [] : [[deal.id, deal]])));
  const wanted = subscriberIds.map((subscriberId) => {
    const dealIds = digest?.value.recipients.find((each) => each.subscriberId === subscriberId)?.dealIds ?? [];
    return { subscriberId, deals: cheapestOfEachOffer(dealIds.flatMap((id) => known.get(id) ?? [])) };
  });
  const itemId = (subscriberId: string, dealId: string) =>
    notificationIdOf({ kind: 'deal', dealId, channel }, subscriberId);
  const ids = subscriberIds.map((subscriberId) => notificationIdOf(request, subscriberId));
  const itemIds = wanted.flatMap((each) => each.deals.map(({ id }) => itemId(each.subscriberId, id)));
  const pairs = wanted.flatMap(({ subscriberId, deals: theirs }) =>
    theirs.map(({ value }) => ({ subscriberId, offerId: value.offerId })),
  );
  const [people, toldItems, retracted, book] = await Promise.all([
    subscribers.getAll(read, subscriberIds, () => {}),
    notifications.getAll(read, [...ids, ...itemIds]),
    retractions.getAll(read, [...known.keys()]),
    AlertBook.open(read, pairs),
  ]);
  const isRetracted = new Set(retracted.flatMap((each) => each?.id ?? []));
  // What this very dispatch has claimed before is its own.
  const isTold = new Set(toldItems.flatMap((each) => (each && each.value.dispatchId !== dispatchId ? each.id : [])));
  const recipients = wanted.flatMap(({ subscriberId, deals: theirs }, i) => {
    const subscriber = people[i];
    const notificationId = ids[i] ?? '';
    if (!subscriber || !isListening(subscriber.value) || isTold.has(notificationId)) return [];
    const news = theirs.filter((deal) => {
      if (isRetracted.has(deal.id) || isTold.has(itemId(subscriberId, deal.id))) return false;
      return book.decide(subscriberId, subscriber.value, deal).tell !== 'no';
    });
    const rendered = news.length > 0 ? render({ ...request, kind: 'digest' }, news, subscriber) : null;
    if (!rendered) return [];
    for (const deal of news) book.fire(subscriberId, subscriber.value, deal);
    const items = news.map(({ id }) => ({ dealId: id, notificationId: itemId(subscriberId, id) }));
    return [{ subscriberId, notificationId, items, rendered }];
  });
  return { recipients, writes: book.writes() };
};

/** Of several deals of one offer the last word counts: the lowest price. Best first. */
function cheapestOfEachOffer(deals: readonly NamedDeal[]): NamedDeal[] {
  const byOffer = Map.groupBy(deals, ({ value }) => `${value.offerId} ${value.price.currency}`);
  return [...byOffer.values()]
    .flatMap((same) => same.reduce((best, deal) => (deal.value.price.minor < best.value.price.minor ? deal : best)))
    .sort((a, b) => b.value.discount - a.value.discount || (a.id < b.id ? -1 : 1));
}
