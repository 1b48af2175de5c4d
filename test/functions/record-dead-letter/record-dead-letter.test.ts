import { describe, expect, it } from 'vitest';
import { wire } from '../../../functions/record-dead-letter/wire.ts';
import { deadLetters } from '../../../shared/documents/dead-letter.ts';
import { fields } from '../../../shared/documents/fields.ts';
import type { IncomingMessage } from '../../../shared/ports/publisher.ts';
import { testPlatform } from '../../support/test-platform.ts';

function start() {
  const platform = testPlatform();
  const receive = wire(platform);
  const deliver = (changes: Partial<IncomingMessage>) =>
    receive({
      id: 'm-9',
      topic: 'message-dead-lettered',
      text: '{}',
      attributes: {},
      publishedAtMs: platform.clock.nowMs(),
      ...changes,
    });
  const open = () => deadLetters.find(platform.people, 'newestInState', { equal: { state: 'open' }, limit: 10 });
  const settle = async (state: 'replayed' | 'discarded') => {
    const [letter] = await open();
    await platform.people.write([deadLetters.update(letter?.id ?? '', fields({ state, settledAtMs: 1 }))]);
  };
  return { platform, deliver, open, settle };
}

const givenUp = (changes: object = {}): Partial<IncomingMessage> => ({
  text: JSON.stringify({
    topic: 'notification-requested',
    functionName: 'dispatch-notification',
    messageId: 'dispatch-1',
    text: '{"dispatchId":"dispatch-1"}',
    attributes: {},
    reason: 'rejected: bad address',
    ...changes,
  }),
  attributes: { 'x-correlation-id': 'c-1' },
});

describe('a dead letter', () => {
  it('that a function gave up is kept with its reason and correlation id, and logged at ERROR', async () => {
    const { platform, deliver, open } = start();
    expect(await deliver(givenUp())).toBe('ack');
    expect(await open()).toMatchObject([
      {
        value: {
          topic: 'notification-requested',
          functionName: 'dispatch-notification',
          messageId: 'dispatch-1',
          body: '{"dispatchId":"dispatch-1"}',
          reason: 'rejected: bad address',
          correlationId: 'c-1',
          attempts: null,
        },
      },
    ]);
    expect(platform.logged).toMatchObject([{ severity: 'ERROR', correlationId: 'c-1' }]);
  });

  it('that the bus forwarded names its subscription and deliveries', async () => {
    const { deliver, open } = start();
    await deliver({
      text: '{"dealId":"d"}',
      attributes: {
        CloudPubSubDeadLetterSourceSubscription: 'projects/p/subscriptions/select-audience.deal-confirmed',
        CloudPubSubDeadLetterSourceDeliveryCount: '5',
        lastError: 'TypeError: x is undefined',
      },
    });
    const reason = 'every delivery failed; the last one with TypeError: x is undefined';
    const value = { topic: 'deal-confirmed', functionName: 'select-audience', messageId: 'm-9', attempts: 5, reason };
    expect(await open()).toMatchObject([{ value: { ...value, body: '{"dealId":"d"}', correlationId: 'm-9' } }]);
  });

  it.each(['', 'null', '{"topic":5}', '\u0000', '[]'])('of no known form is kept as it came: %j', async (text) => {
    const { deliver, open } = start();
    expect(await deliver({ text })).toBe('ack');
    expect(await open()).toMatchObject([{ value: { functionName: 'unknown', body: text } }]);
  });

  it('too large, or with names no document can hold, is kept as far as it fits', async () => {
    const { deliver, open } = start();
    const attributes = { '': 'a', __proto__x__: 'b', __x__: 'c', good: 'é'.repeat(5_000) };
    expect(await deliver(givenUp({ text: 'é'.repeat(2_000_000), reason: 'x'.repeat(5_000_000), attributes }))).toBe(
      'ack',
    );
    const [letter] = await open();
    expect(letter?.value.body).toMatch(/^é+$/);
    expect(letter?.value.body.length).toBe(400_000);
    expect(Object.keys(letter?.value.attributes ?? {})).toEqual(['good']);
  });

  it('delivered twice is kept and logged once', async () => {
    const { platform, deliver, open } = start();
    const { publishedAtMs } = { publishedAtMs: platform.clock.nowMs() };
    await deliver({ ...givenUp(), publishedAtMs });
    platform.clock.advance(60_000);
    await deliver({ ...givenUp(), publishedAtMs });
    expect([(await open()).length, platform.logged.length]).toEqual([1, 1]);
  });

  it('that was replayed and failed again is open again; one that was discarded stays so', async () => {
    const { platform, deliver, open, settle } = start();
    await deliver(givenUp());
    await settle('replayed');
    platform.clock.advance(1_000);
    await deliver(givenUp({ reason: 'rejected again' }));
    expect(await open()).toMatchObject([{ value: { reason: 'rejected again', settledAtMs: null } }]);
    await settle('discarded');
    platform.clock.advance(1_000);
    await deliver(givenUp());
    expect(await open()).toEqual([]);
  });

  it('is delivered again when the store is away', async () => {
    const { platform, deliver } = start();
    platform.people.failWith = new Error('down');
    expect(await deliver(givenUp())).toBe('retry');
    expect(platform.published).toEqual([]);
  });
});
