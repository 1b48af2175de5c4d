import { expect, it } from 'vitest';
import { wire as wireApi } from '../../../functions/api/wire.ts';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import type { DeliveryOutcome } from '../../../shared/ports/delivery.ts';
import { accepted, hallOfSubscribers } from './hall-of-subscribers.ts';

/** Three subscribers of one page, whose first hand-over ends so; then everything goes well. */
async function hallAfter(first: DeliveryOutcome) {
  const answers = [first];
  const hall = await hallOfSubscribers({ subscribers: 3, answer: (mails) => answers.shift() ?? accepted(mails) });
  const { platform, clock } = hall;
  const { people } = platform;
  const deliver = async (from = 0) => {
    for (let i = from; i < hall.requests().length; i += 1) {
      const request = hall.requests()[i];
      if (request) await hall.dispatch(request);
    }
  };
  await hall.select();
  await deliver();
  const [request] = hall.requests();
  if (!request) throw new Error('nobody is to be told');
  const api = wireApi(platform);
  const stop = async (i: number) => {
    expect((await api.request(`/stop/token-${i}`, { method: 'POST' })).status).toBe(200);
  };
  const whenDue = async () => {
    clock.advance(60_000);
    await deliver();
  };
  const told = async () => {
    const found = await notifications.find(people, 'ofDeal', { equal: { dealId: 'deal' }, limit: 10 });
    return Object.fromEntries(found.map(({ value }) => [value.subscriberId, value.state]));
  };
  const state = async () => (await dispatches.get(people, request.dispatchId))?.value.state;
  return { ...hall, people, stop, whenDue, told, state };
}

const unavailable: DeliveryOutcome = { type: 'unavailable', reason: 'busy' };
const mailsOf = (sent: readonly { readonly to: readonly string[] }[]) => sent.map(({ to }) => to.length);

it('is not sent what waited when they stopped; the others are, under a key that knows no other page', async () => {
  const { stop, whenDue, told, sent, state } = await hallAfter(unavailable);
  await stop(1);
  await whenDue();
  expect(sent.map(({ to }) => to).at(-1)).not.toContain('reader-1@mail.example');
  expect(mailsOf(sent)).toEqual([3, 2]);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(2);
  expect(await told()).toEqual({ 'subscriber-0': 'sent', 'subscriber-1': 'cancelled', 'subscriber-2': 'sent' });
  expect(await state()).toBe('split');
});

it('is not sent what waited when they were shut out', async () => {
  const { people, whenDue, told, sent } = await hallAfter(unavailable);
  await people.transaction((read) =>
    changeSubscriber(read, 'subscriber-1', (before) => before && { ...before, isSuspended: true }),
  );
  await whenDue();
  expect(mailsOf(sent)).toEqual([3, 2]);
  expect(await told()).toMatchObject({ 'subscriber-1': 'cancelled' });
});

it('ends a dispatch that all have stopped, without a dead letter', async () => {
  const { stop, whenDue, told, sent, state, deadLetters } = await hallAfter(unavailable);
  for (const i of [0, 1, 2]) await stop(i);
  await whenDue();
  expect(mailsOf(sent)).toEqual([3]);
  expect(await state()).toBe('cancelled');
  expect(new Set(Object.values(await told()))).toEqual(new Set(['cancelled']));
  expect(deadLetters()).toEqual([]);
});

it('sends the same page under the same key while it was perhaps sent: another would be a second mail', async () => {
  const { stop, whenDue, sent } = await hallAfter({ type: 'unknown', reason: 'no answer' });
  await stop(1);
  await whenDue();
  expect(mailsOf(sent)).toEqual([3, 3]);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
});

it('tells the others of a page in which somebody cannot be read', async () => {
  const { people, whenDue, sent } = await hallAfter(unavailable);
  await people.write([subscribers.update('subscriber-0', fields({ filter: 'lost' }))]);
  await whenDue();
  expect(mailsOf(sent)).toEqual([3, 2]);
});
