import { expect, it } from 'vitest';
import { wire as wireReleaseDue } from '../../../functions/release-due/wire.ts';
import { deals } from '../../../shared/documents/deal.ts';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import type { DeliveryOutcome } from '../../../shared/ports/delivery.ts';
import { accepted, hallOfSubscribers } from './hall-of-subscribers.ts';

const unavailable: DeliveryOutcome = { type: 'unavailable', reason: 'busy' };

/** Two subscribers whose mails wait because the service was busy, or perhaps took them; and the scheduler's minutes. */
async function waitingHall(first: DeliveryOutcome = unavailable) {
  const answers = [first];
  const hall = await hallOfSubscribers({ subscribers: 2, answer: (mails) => answers.shift() ?? accepted(mails) });
  await hall.select();
  const [request] = hall.requests();
  if (!request) throw new Error('nobody is to be told');
  await hall.dispatch(request);
  const { platform, clock } = hall;
  const release = wireReleaseDue(platform);
  /** As the bus and the scheduler do it: every request that release-due publishes is delivered. */
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      clock.advance(60_000);
      const before = hall.requests().length;
      await release({ id: `r${minute}`, topic: 'release-requested', text: '{}', attributes: {}, publishedAtMs: 0 });
      for (const again of hall.requests().slice(before)) await hall.dispatch(again);
    }
  };
  const stored = async () => (await dispatches.get(platform.people, request.dispatchId))?.value;
  const told = async () => {
    const found = await notifications.find(platform.people, 'ofDeal', { equal: { dealId: 'deal' }, limit: 10 });
    return found.map(({ value }) => value.state).sort();
  };
  return { ...hall, request, minutes, stored, told };
}

it.each([
  ['does not exist any more', deals.delete('deal'), 'the deal deal does not exist'],
  ['cannot be read', deals.update('deal', fields({ price: 'lost' })), 'deals/deal: price'],
])(
  'a dispatch whose deal %s ends as failed with one dead letter, however long release-due runs',
  async (_, write, why) => {
    const { platform, minutes, stored, told, sent, deadLetters } = await waitingHall();
    await platform.catalogue.write([write]);
    await minutes(5);
    expect(await stored()).toMatchObject({ state: 'failed', dueAtMs: null, lastError: expect.stringContaining(why) });
    expect(await told()).toEqual(['failed', 'failed']);
    expect(deadLetters()).toHaveLength(1);
    expect(sent).toHaveLength(1);
  },
);

it('ends as unknown where an attempt was perhaps taken before its deal was lost', async () => {
  const { platform, minutes, stored, told, deadLetters } = await waitingHall({ type: 'unknown', reason: 'no answer' });
  await platform.catalogue.write([deals.delete('deal')]);
  await minutes(5);
  expect(await stored()).toMatchObject({ state: 'unknown', dueAtMs: null });
  expect(await told()).toEqual(['unknown', 'unknown']);
  expect(deadLetters()).toHaveLength(1);
});

it('is not sent when the service asks for a pause longer than the news lives', async () => {
  const { stored, deadLetters } = await waitingHall({ ...unavailable, retryAfterMs: 40 * 86_400_000 });
  expect(await stored()).toMatchObject({ state: 'failed', dueAtMs: null });
  expect(deadLetters()).toHaveLength(1);
});

it('counts perhaps told, for a later retraction, whoever an expired key leaves in doubt', async () => {
  const { clock, minutes, stored, told } = await waitingHall({ type: 'unknown', reason: 'no answer' });
  clock.advance(24 * 3_600_000);
  await minutes(1);
  expect(await stored()).toMatchObject({ state: 'unknown', dueAtMs: null });
  expect(await told()).toEqual(['unknown', 'unknown']);
});

it('tells how many mails of a page were refused, and no address', async () => {
  const { platform, minutes, told } = await waitingHall({ type: 'accepted', providerIds: ['id', null] });
  await minutes(1);
  expect(await told()).toEqual(['failed', 'sent']);
  const warnings = platform.logged.filter(({ severity }) => severity === 'WARNING');
  expect(warnings).toMatchObject([{ context: { recipients: 2, refused: 1 } }]);
  expect(JSON.stringify(platform.logged)).not.toContain('@');
});
