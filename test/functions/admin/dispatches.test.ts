import { beforeEach, describe, expect, it } from 'vitest';
import { wire as wireAdmin } from '../../../functions/admin/wire.ts';
import { wire as wireRecord } from '../../../functions/record-dead-letter/wire.ts';
import { deadLetters } from '../../../shared/documents/dead-letter.ts';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import type { DeliveryOutcome } from '../../../shared/ports/delivery.ts';
import { idsOf, jsonOf, problemOf } from '../../support/answers.ts';
import { adminSecret } from '../../support/test-platform.ts';
import { accepted, hallOfSubscribers } from '../dispatch-notification/hall-of-subscribers.ts';

const noAnswer: DeliveryOutcome = { type: 'unknown', reason: 'no answer' };

/** A page to two subscribers that got no answer, and whose key has ended since; its dead letter is kept. */
async function unknownDispatch(later: readonly DeliveryOutcome[] = []) {
  const answers = [noAnswer, ...later];
  const hall = await hallOfSubscribers({ subscribers: 2, answer: (mails) => answers.shift() ?? accepted(mails) });
  const { platform, clock } = hall;
  const { people } = platform;
  await hall.select();
  const [request] = hall.requests();
  if (!request) throw new Error('nobody is to be told');
  const id = request.dispatchId;
  await hall.dispatch(request);
  clock.advance(25 * 3_600_000);
  await hall.dispatch(request);
  const record = wireRecord(platform);
  const { topic = '', body } = hall.deadLetters()[0] ?? {};
  await record({ id: 'm', topic, text: JSON.stringify(body), attributes: {}, publishedAtMs: clock.nowMs() });
  const app = wireAdmin(platform);
  const ask = (method: string, path: string) =>
    app.request(path, { method, headers: { authorization: `Bearer ${adminSecret}` } });
  const newest = async () => {
    const again = hall.requests().at(-1);
    if (again) await hall.dispatch(again);
  };
  const state = async () => (await dispatches.get(people, id))?.value.state;
  const letters = async () => {
    const states = ['open', 'replayed', 'discarded'] as const;
    const found = await Promise.all(
      states.map((each) => deadLetters.find(people, 'newestInState', { equal: { state: each }, limit: 10 })),
    );
    return found.flatMap((some) => some.map(({ value }) => value.state));
  };
  const told = async () => {
    const found = await notifications.find(people, 'ofDeal', { equal: { dealId: 'deal' }, limit: 10 });
    return found.map(({ value }) => value.state).sort();
  };
  const status = async () => (await jsonOf(await ask('GET', '/internal/status'))).unknownDispatches;
  return { ...hall, people, id, ask, newest, state, letters, told, status };
}

describe('a dispatch of which nobody can tell whether it was sent', () => {
  let hall: Awaited<ReturnType<typeof unknownDispatch>>;
  beforeEach(async () => {
    hall = await unknownDispatch();
  });

  it('is shown to the operator, without addresses and texts, and counted in the status', async () => {
    const answer = await hall.ask('GET', '/admin/dispatches');
    const text = await answer.clone().text();
    expect(await jsonOf(answer)).toMatchObject({
      items: [
        { id: hall.id, state: 'unknown', channel: 'email', recipients: 2, attemptedAt: '2026-01-15T12:00:00.000Z' },
      ],
      nextCursor: null,
    });
    expect(text).not.toContain('@');
    expect(await hall.status()).toBe(1);
    expect((await idsOf(await hall.ask('GET', '/admin/dispatches?state=sent'))).ids).toEqual([]);
    expect(await problemOf(await hall.ask('GET', '/admin/dispatches?state=lost'))).toEqual([400, 'invalid-input']);
  });

  it('is sent anyway when the operator says so, with its dead letter done with', async () => {
    expect((await hall.ask('POST', `/admin/dispatches/${hall.id}/send-anyway`)).status).toBe(202);
    expect([await hall.letters(), await hall.status()]).toEqual([['replayed'], 0]);
    await hall.newest();
    expect(hall.sent.map(({ to }) => to.length)).toEqual([2, 2]);
    expect([await hall.state(), await hall.told()]).toEqual(['sent', ['sent', 'sent']]);
  });

  it('is given up when the operator says so, and whoever it was for counts as perhaps told', async () => {
    expect((await hall.ask('POST', `/admin/dispatches/${hall.id}/give-up`)).status).toBe(200);
    expect([await hall.letters(), await hall.status()]).toEqual([['discarded'], 0]);
    expect([await hall.state(), await hall.told()]).toEqual(['given-up', ['unknown', 'unknown']]);
    await hall.newest();
    expect(hall.sent).toHaveLength(1);
    expect(hall.deadLetters()).toHaveLength(1);
  });

  it('is given up with its dead letter, and not sent by a replay of that: its key has ended', async () => {
    const [letter] = (await idsOf(await hall.ask('GET', '/admin/dead-letters'))).ids;
    expect(await problemOf(await hall.ask('POST', `/admin/dead-letters/${letter}/replay`))).toEqual([
      409,
      'perhaps-sent',
    ]);
    expect(await jsonOf(await hall.ask('POST', '/admin/dead-letters/replay'))).toMatchObject({
      replayed: 0,
      refused: 1,
    });
    expect(await hall.letters()).toEqual(['open']);
    expect((await hall.ask('POST', `/admin/dead-letters/${letter}/discard`)).status).toBe(200);
    expect([await hall.letters(), await hall.state()]).toEqual([['discarded'], 'given-up']);
  });

  it('is decided once', async () => {
    await hall.ask('POST', `/admin/dispatches/${hall.id}/give-up`);
    for (const decision of ['send-anyway', 'give-up']) {
      expect(await problemOf(await hall.ask('POST', `/admin/dispatches/${hall.id}/${decision}`))).toEqual([
        409,
        'settled',
      ]);
      expect(await problemOf(await hall.ask('POST', `/admin/dispatches/none/${decision}`))).toEqual([404, 'not-found']);
    }
  });
});

it('is not sent anyway to who has stopped since', async () => {
  const { people, ask, newest, id, sent, told } = await unknownDispatch();
  await people.transaction((read) =>
    changeSubscriber(read, 'subscriber-0', (before) => before && { ...before, active: false }),
  );
  await ask('POST', `/admin/dispatches/${id}/send-anyway`);
  await newest();
  await newest();
  expect(sent.map(({ to }) => to)).toEqual([
    ['reader-0@mail.example', 'reader-1@mail.example'],
    ['reader-1@mail.example'],
  ]);
  expect(await told()).toEqual(['sent', 'unknown']);
});

it('leaves its recipients perhaps told when it fails after all', async () => {
  const { ask, newest, id, state, told } = await unknownDispatch([{ type: 'expired', reason: 'gone' }]);
  await ask('POST', `/admin/dispatches/${id}/send-anyway`);
  await newest();
  expect([await state(), await told()]).toEqual(['failed', ['unknown', 'unknown']]);
});
