import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { messageDeadLettered } from '../../shared/messages/message-dead-lettered.ts';
import { defineTopic } from '../../shared/messages/topic.ts';
import { ConflictError, ContentionError, InvalidRequestError } from '../../shared/ports/documents.ts';
import type { IncomingMessage } from '../../shared/ports/publisher.ts';
import { PermanentError, TransientError } from '../../shared/runtime/errors.ts';
import { createReceive, type Handle, parseTopics } from '../../shared/runtime/receive.ts';
import { testPlatform } from '../support/test-platform.ts';

const priceAsked = defineTopic('price-asked', z.object({ offerId: z.string(), minor: z.int() }));
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function start(handle: Handle<{ offerId: string; minor: number }> = async () => {}) {
  const platform = testPlatform();
  const receive = createReceive({
    functionName: 'detect-anomaly',
    parse: parseTopics([priceAsked]),
    handle,
    platform,
    heartbeat: { beat: async () => {} },
    timeoutMs: 60_000,
  });
  const message = (changes: Partial<IncomingMessage> = {}): IncomingMessage => ({
    id: 'm-1',
    topic: 'price-asked',
    text: '{"offerId":"o","minor":5,"added":"by a newer version"}',
    attributes: { 'x-correlation-id': 'c-1', traceparent, version: '1' },
    publishedAtMs: 0,
    ...changes,
  });
  return { platform, receive, message };
}

describe('the heartbeat of a function', () => {
  const receiveWith = (beat: () => Promise<void>, handle: () => Promise<void>) => {
    const { platform, message } = start();
    const receive = createReceive({
      functionName: 'detect-anomaly',
      parse: parseTopics([priceAsked]),
      handle,
      platform,
      heartbeat: { beat },
      timeoutMs: 60_000,
    });
    return { platform, answer: () => receive(message()) };
  };

  it('is written while the message is handled, and is over before the answer', async () => {
    const written = Promise.withResolvers<void>();
    const handled = Promise.withResolvers<void>();
    let answered = false;
    const { answer } = receiveWith(
      () => written.promise,
      async () => handled.resolve(),
    );
    const answering = answer().then(() => {
      answered = true;
    });
    await handled.promise;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    written.resolve();
    await answering;
    expect(answered).toBe(true);
  });

  it('that cannot be written is no reason to handle the message twice', async () => {
    const { platform, answer } = receiveWith(
      async () => {
        throw new Error('down');
      },
      async () => {},
    );
    expect(await answer()).toBe('ack');
    expect(platform.logged).toMatchObject([{ severity: 'WARNING', message: 'no heartbeat could be written' }]);
  });
});

describe('receiving a message', () => {
  it('gives the handler what its topic says, and nothing it does not know', async () => {
    const seen: unknown[] = [];
    const { receive, message } = start(async (payload, { trace }) => void seen.push(payload, trace));
    expect(await receive(message())).toBe('ack');
    expect(seen).toEqual([
      { offerId: 'o', minor: 5 },
      { correlationId: 'c-1', traceparent },
    ]);
  });

  it('carries the trace into what the handler publishes and logs', async () => {
    const { platform, receive, message } = start(async (payload, { publish, log }) => {
      log.info('handled');
      await publish(priceAsked, [payload]);
    });
    await receive(message());
    expect(platform.published[0]?.attributes).toEqual({ 'x-correlation-id': 'c-1', traceparent, version: '1' });
    expect(platform.logged[0]).toMatchObject({
      message: 'handled',
      correlationId: 'c-1',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it.each<readonly [string, Partial<IncomingMessage>, string]>([
    ['is not JSON', { text: '{"offerId":' }, 'the body is not JSON'],
    ['is empty', { text: '' }, 'the body is not JSON'],
    ['is no object', { text: 'null' }, 'body: Invalid input: expected object, received null'],
    ['lacks a field', { text: '{"minor":5}' }, 'offerId: Invalid input: expected string, received undefined'],
    [
      'has a field of another type',
      { text: '{"offerId":"o","minor":0.5}' },
      'minor: Invalid input: expected int, received number',
    ],
    ['is of an unknown topic', { topic: 'weather' }, 'messages of the topic weather are not taken here'],
    ['is of a version yet to come', { attributes: { version: '3' } }, 'version 3; this release reads up to 2'],
  ])(
    'that %s acknowledges it, keeps it as a dead letter with the reason, and logs an ERROR',
    async (_, changes, reason) => {
      const { platform, receive, message } = start(() => Promise.reject(new Error('was called')));
      const given = message(changes);
      expect(await receive(given)).toBe('ack');
      const correlationId = given.attributes['x-correlation-id'] ?? 'm-1';
      expect(platform.published).toMatchObject([
        {
          topic: messageDeadLettered.name,
          body: { topic: given.topic, functionName: 'detect-anomaly', messageId: 'm-1', text: given.text, reason },
          attributes: { 'x-correlation-id': correlationId },
        },
      ]);
      expect(platform.logged).toMatchObject([
        { severity: 'ERROR', message: `gave up on a message: ${reason}`, correlationId },
      ]);
    },
  );

  it('of the version to come next is read', async () => {
    const { receive, message } = start();
    expect(await receive(message({ attributes: { version: '2' } }))).toBe('ack');
  });

  it.each([
    ['a permanent error', new PermanentError('there is no such offer')],
    ['what the store would never take', new InvalidRequestError('a document over 1 MiB')],
  ])('whose handler ends with %s is given up at once', async (_, error) => {
    const { platform, receive, message } = start(() => Promise.reject(error));
    expect(await receive(message())).toBe('ack');
    expect(platform.published).toMatchObject([{ topic: messageDeadLettered.name, body: { reason: error.message } }]);
    expect(platform.logged).toMatchObject([{ severity: 'ERROR' }]);
  });

  it.each([
    ['a passing error', new TransientError('the store is away'), 'WARNING'],
    ['a wait', new TransientError('waits for its predecessor', { isWaiting: true }), 'DEBUG'],
    ['a lost race', new ConflictError('changed'), 'WARNING'],
    ['contention', new ContentionError('lost five times'), 'WARNING'],
    ['something nobody foresaw', new TypeError('x is undefined'), 'ERROR'],
  ])('whose handler ends with %s is delivered again', async (_, error, severity) => {
    const { platform, receive, message } = start(() => Promise.reject(error));
    expect(await receive(message())).toBe('retry');
    expect(platform.published).toEqual([]);
    expect(platform.logged).toMatchObject([
      { severity, context: { messageId: 'm-1', topic: 'price-asked', offerId: 'o' } },
    ]);
  });

  it('says why it failed to a bus that asks, in a line without what addresses carry', async () => {
    const told: string[] = [];
    const error = new TypeError(`no answer of https://me:secret@shop.example/cart?token=abc\n${'x'.repeat(1_000)}`);
    const { receive, message } = start(() => Promise.reject(error));
    expect(await receive(message(), (reason) => told.push(reason))).toBe('retry');
    expect(told).toEqual([expect.stringMatching(/^TypeError: no answer of https:\/\/shop\.example x+$/)]);
    expect(told[0]).toHaveLength(300);
  });

  it('is delivered again when its dead letter cannot be published', async () => {
    const { platform, receive, message } = start();
    platform.publishFails = new Error('the bus is away');
    expect(await receive(message({ text: 'x' }))).toBe('retry');
    platform.publishFails = new InvalidRequestError('a body over 10 MB');
    expect(await receive(message({ text: 'x' }))).toBe('retry');
  });

  it('is never made a dead letter of a dead letter', async () => {
    const platform = testPlatform();
    const receive = createReceive({
      functionName: 'record-dead-letter',
      parse: (message) => ({ type: 'ok', value: message }),
      handle: () => Promise.reject(new InvalidRequestError('too large')),
      platform,
      heartbeat: { beat: async () => {} },
      timeoutMs: 60_000,
    });
    const { message } = start();
    expect(await receive(message({ topic: messageDeadLettered.name }))).toBe('retry');
    expect(platform.published).toEqual([]);
    expect(platform.logged).toMatchObject([{ severity: 'ERROR' }]);
  });
});
