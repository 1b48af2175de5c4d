import { expect, it } from 'vitest';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import { offers } from '../../../shared/documents/offer.ts';
import type { DeliveryOutcome } from '../../../shared/ports/delivery.ts';
import { accepted, hallOfSubscribers, kettleDeal } from './hall-of-subscribers.ts';

async function hallWhere(answers: readonly DeliveryOutcome[] = []) {
  const left = [...answers];
  const hall = await hallOfSubscribers({ subscribers: 40, answer: (mails) => left.shift() ?? accepted(mails) });
  await hall.select();
  const { catalogue, people } = hall.platform;
  const [request] = hall.requests();
  if (!request) throw new Error('nobody is to be told');
  return {
    ...hall,
    request,
    priceBecomes: (minor: number) =>
      catalogue.write([offers.update(kettleDeal.offerId, fields({ price: { minor, currency: 'EUR' } }))]),
    dispatched: async () => (await dispatches.get(people, request.dispatchId))?.value,
  };
}

it('tells nobody of a price that is asked no longer, and says why', async () => {
  const { priceBecomes, requests, dispatch, dispatched, sent, platform, deadLetters } = await hallWhere();
  await priceBecomes(4_999);
  for (const request of requests()) await dispatch(request);
  expect(sent).toEqual([]);
  const ended = await dispatched();
  expect(ended).toMatchObject({
    state: 'withdrawn',
    dueAtMs: null,
    lastError: 'No longer asked: the offer stands at €49.99 by now.',
  });
  const ids = ended?.recipients.map(({ notificationId }) => notificationId) ?? [];
  const told = await notifications.getAll(platform.people, ids);
  expect(new Set(told.map((each) => each?.value.state))).toEqual(new Set(['withdrawn']));
  expect(deadLetters()).toEqual([]);
  for (const request of requests()) await dispatch(request);
  expect(sent).toEqual([]);
});

it('looks again before a further attempt, as long as surely nobody was told', async () => {
  const { priceBecomes, request, dispatch, dispatched, sent, clock } = await hallWhere([
    { type: 'unavailable', reason: 'busy' },
  ]);
  await dispatch(request);
  await priceBecomes(4_999);
  clock.advance(60_000);
  await dispatch(request);
  expect(sent).toHaveLength(1);
  expect((await dispatched())?.state).toBe('withdrawn');
});

it('sends again what was perhaps sent, whatever the price: only so does it end as sent once', async () => {
  const { priceBecomes, request, dispatch, dispatched, sent, clock } = await hallWhere([
    { type: 'unknown', reason: 'no answer' },
  ]);
  await dispatch(request);
  await priceBecomes(4_999);
  clock.advance(60_000);
  await dispatch(request);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  expect((await dispatched())?.state).toBe('sent');
});

it('looks once for the many dispatches of a deal', async () => {
  const { requests, dispatch, platform } = await hallWhere();
  const read: string[] = [];
  const { get } = platform.catalogue;
  platform.catalogue.get = async (key) => {
    read.push(key.collection.name);
    return get.call(platform.catalogue, key);
  };
  expect(requests().length).toBeGreaterThan(1);
  for (const request of requests()) await dispatch(request);
  expect(read.filter((collection) => collection === 'offers')).toHaveLength(1);
});
