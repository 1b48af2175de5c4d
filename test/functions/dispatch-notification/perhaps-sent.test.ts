import { expect, it } from 'vitest';
import { dispatches } from '../../../shared/documents/dispatch.ts';
import type { DeliveryOutcome } from '../../../shared/ports/delivery.ts';
import { operateBreaker } from '../../../shared/runtime/operate-breaker.ts';
import { shareCircuit } from '../../../shared/runtime/shared-circuit.ts';
import { accepted, hallOfSubscribers } from './hall-of-subscribers.ts';

const hourMs = 3_600_000;
const unavailable: DeliveryOutcome = { type: 'unavailable', reason: 'busy' };
const unknown: DeliveryOutcome = { type: 'unknown', reason: 'no answer' };

/** A dispatch to one subscriber, tried whenever it is due, with these answers one after the other. */
async function dispatchWith(answers: readonly DeliveryOutcome[]) {
  const left = [...answers];
  const hall = await hallOfSubscribers({ subscribers: 1, answer: (mails) => left.shift() ?? accepted(mails) });
  await hall.select();
  const [request] = hall.requests();
  if (!request) throw new Error('nobody is to be told');
  const stored = async () => (await dispatches.get(hall.platform.people, request.dispatchId))?.value;
  const tryWhenDue = async () => {
    const waitMs = ((await stored())?.dueAtMs ?? 0) - hall.clock.nowMs();
    hall.clock.advance(Math.max(waitMs, 0));
    await hall.dispatch(request);
    return (await stored())?.state;
  };
  return { ...hall, stored, tryWhenDue };
}

it('is not sent under a key that has ended, because an attempt in between surely failed', async () => {
  const dayLong: DeliveryOutcome = { ...unavailable, retryAfterMs: 22 * hourMs };
  const { sent, tryWhenDue, deadLetters } = await dispatchWith([unknown, dayLong, { ...dayLong, type: 'unknown' }]);
  expect([await tryWhenDue(), await tryWhenDue(), await tryWhenDue()]).toEqual(['waiting', 'waiting', 'waiting']);
  expect(await tryWhenDue()).toBe('unknown');
  expect(sent).toHaveLength(3);
  expect(deadLetters()).toHaveLength(1);
});

it('ends as unknown, not as failed, when an attempt before the last was perhaps taken', async () => {
  const { tryWhenDue } = await dispatchWith([unknown, unavailable, unavailable, unavailable]);
  for (let i = 0; i < 3; i += 1) await tryWhenDue();
  expect(await tryWhenDue()).toBe('unknown');
});

it('ends as failed when no attempt was taken', async () => {
  const { tryWhenDue } = await dispatchWith([unavailable, unavailable, unavailable, unavailable]);
  for (let i = 0; i < 3; i += 1) await tryWhenDue();
  expect(await tryWhenDue()).toBe('failed');
});

it('waits for an open breaker without using up its attempts, for less than a day', async () => {
  const { platform, sent, tryWhenDue, deadLetters, clock } = await dispatchWith([]);
  const breaker = { documents: platform.catalogue, clock };
  await operateBreaker('resend', 'open', breaker);
  for (let i = 0; i < 10; i += 1) expect(await tryWhenDue()).toBe('waiting');
  await operateBreaker('resend', 'close', breaker);
  expect(await tryWhenDue()).toBe('sent');
  expect(sent).toHaveLength(1);
  expect(deadLetters()).toHaveLength(0);
});

it.each([
  ['open', 'closes the way for all where the service fails', {}],
  ['closed', 'leaves the way open to others where one address fails, which anybody may give', { isOfAddress: true }],
] as const)('is %s at the breaker: %s', async (state, _, of) => {
  const { platform, select, requests, dispatch, clock } = await hallOfSubscribers({
    subscribers: 96,
    answer: () => ({ ...unavailable, ...of }),
  });
  await select();
  for (let i = 0; i < 4; i += 1) {
    for (const request of requests()) await dispatch(request);
    clock.advance(120_000);
    await platform.breakers.flush();
  }
  expect((await shareCircuit('resend', platform.catalogue, clock, undefined).read()).circuit.state).toBe(state);
});

it('is given up when the breaker stays open until the price is old news', async () => {
  const { platform, sent, tryWhenDue, deadLetters, clock } = await dispatchWith([]);
  await operateBreaker('resend', 'open', { documents: platform.catalogue, clock });
  await tryWhenDue();
  clock.advance(24 * hourMs);
  expect(await tryWhenDue()).toBe('failed');
  expect(sent).toHaveLength(0);
  expect(deadLetters()).toHaveLength(1);
});
