import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InvalidRequestError, type JsonObject } from '../../shared/ports/documents.ts';
import type { DeliveryResult, IncomingMessage, OutgoingMessage, Publisher } from '../../shared/ports/publisher.ts';
import type { Receive, SubscriptionPolicy } from '../../shared/ports/subscription.ts';

// Numbers that Pub/Sub takes: at least 10 s to acknowledge and 5 attempts.
const usual = {
  ackDeadlineMs: 10_000,
  minBackoffMs: 100,
  maxBackoffMs: 200,
  maxAttempts: 5,
  deadLetterTopic: 'contract-dead-letters',
  retentionMs: 3_600_000,
  concurrency: 10,
} as const;

/** The suite's subscriptions; `contract-unheard` is a topic as well and has none. */
export const contractSubscriptions: readonly SubscriptionPolicy[] = [
  { ...usual, functionName: 'contract-first', topic: 'contract-news' },
  { ...usual, functionName: 'contract-second', topic: 'contract-news' },
  { ...usual, functionName: 'contract-dead', topic: 'contract-dead-letters', deadLetterTopic: null },
];
export const contractTopics = ['contract-news', 'contract-dead-letters', 'contract-unheard'] as const;

interface OpenBus {
  readonly publisher: Publisher;
  /** Delivers the subscriptions' messages to these from now on. */
  start(receivers: Readonly<Record<string, Receive>>): Promise<void>;
  close(): Promise<void>;
}

type Behaviour = (message: IncomingMessage, delivery: number) => Promise<DeliveryResult>;

/** Everything publishing and delivery promise. `patienceMs`: how long a message may take when nothing is wrong. */
export function describePublisher(name: string, open: () => Promise<OpenBus>, patienceMs = 5_000): void {
  describe(`Publisher: ${name}`, () => {
    let bus: OpenBus;
    const behaviours = new Map<string, Behaviour>();
    const received: { readonly functionName: string; readonly message: IncomingMessage }[] = [];

    const receiver =
      (functionName: string): Receive =>
      async (message) => {
        received.push({ functionName, message });
        const run = message.attributes.run ?? '';
        if (functionName !== 'contract-first') return 'ack';
        return (await behaviours.get(run)?.(message, messagesOf(run, functionName).length)) ?? 'ack';
      };
    beforeAll(async () => {
      bus = await open();
      await bus.start(
        Object.fromEntries(['contract-first', 'contract-second', 'contract-dead'].map((fn) => [fn, receiver(fn)])),
      );
    });
    afterAll(() => bus.close());

    let lastRun = 0;
    const newRun = (behaviour?: Behaviour): string => {
      lastRun += 1;
      const run = `run-${process.pid}-${Date.now().toString(36)}-${lastRun}`;
      if (behaviour) behaviours.set(run, behaviour);
      return run;
    };
    const messagesOf = (run: string, functionName: string): IncomingMessage[] =>
      received
        .filter((entry) => entry.functionName === functionName && entry.message.attributes.run === run)
        .map((entry) => entry.message);
    const news = (run: string, body: JsonObject, attributes: Record<string, string> = {}): OutgoingMessage => ({
      topic: 'contract-news',
      body,
      attributes: { run, ...attributes },
    });
    const arrival = (run: string, functionName: string, count = 1, extraMs = 0): Promise<IncomingMessage[]> =>
      vi.waitFor(
        () => {
          const messages = messagesOf(run, functionName);
          expect(messages.length).toBeGreaterThanOrEqual(count);
          return messages;
        },
        { timeout: patienceMs + extraMs, interval: 5 },
      );

    it('delivers body, attributes, topic and time as they were published', async () => {
      const run = newRun();
      const body = { text: 'Größe “XL” 👟', minor: 1999, deep: [{ a: null }, true], empty: {} };
      const before = Date.now();
      await bus.publisher.publish([news(run, body, { 'x-correlation-id': 'c-1', ünï: 'çødé' })]);
      const [message] = await arrival(run, 'contract-first');
      expect(JSON.parse(message?.text ?? '')).toEqual(body);
      expect(message?.attributes).toEqual({ run, 'x-correlation-id': 'c-1', ünï: 'çødé' });
      expect(message?.topic).toBe('contract-news');
      expect(message?.id).not.toBe('');
      expect(Math.abs((message?.publishedAtMs ?? 0) - before)).toBeLessThan(60_000);
    });

    it('delivers to every subscribed function, as the same message', async () => {
      const run = newRun();
      await bus.publisher.publish([news(run, {})]);
      const [first] = await arrival(run, 'contract-first');
      const [second] = await arrival(run, 'contract-second');
      expect(first?.id).toBe(second?.id);
    });

    it('delivers each of many messages under an id of its own', async () => {
      const run = newRun();
      const messages = Array.from({ length: 250 }, (_, place) => news(run, { place }));
      await Promise.all([bus.publisher.publish(messages.slice(0, 200)), bus.publisher.publish(messages.slice(200))]);
      await vi.waitFor(
        () => {
          const arrived = messagesOf(run, 'contract-first');
          expect(new Set(arrived.map((message) => message.text)).size).toBe(250);
          expect(new Set(arrived.map((message) => message.id)).size).toBe(250);
        },
        { timeout: patienceMs, interval: 20 },
      );
    });

    it('takes messages that nobody subscribes to, and none at all', async () => {
      await bus.publisher.publish([{ topic: 'contract-unheard', body: {}, attributes: {} }]);
      await bus.publisher.publish([]);
    });

    it('delivers again what was not done, until it is', async () => {
      const run = newRun(async (_, delivery) => (delivery < 3 ? 'retry' : 'ack'));
      await bus.publisher.publish([news(run, { again: true })]);
      const deliveries = await arrival(run, 'contract-first', 3);
      expect(new Set(deliveries.map((message) => message.id)).size).toBe(1);
      expect(new Set(deliveries.map((message) => message.text)).size).toBe(1);
      expect(messagesOf(run, 'contract-second')).toHaveLength(1);
    });

    it('takes a throw for a failed delivery', async () => {
      const run = newRun(async (_, delivery) => {
        if (delivery === 1) throw new Error('handler broke');
        return 'ack';
      });
      await bus.publisher.publish([news(run, {})]);
      await arrival(run, 'contract-first', 2);
    });

    it('delivers again when the function does not answer within the acknowledgement deadline', async () => {
      const hung = Promise.withResolvers<DeliveryResult>();
      const run = newRun(async (_, delivery) => (delivery === 1 ? hung.promise : 'ack'));
      await bus.publisher.publish([news(run, {})]);
      await arrival(run, 'contract-first', 2, usual.ackDeadlineMs);
      hung.resolve('ack');
    });

    it('gives up after the last attempt and hands body and attributes to the dead letters', async () => {
      const run = newRun(async () => 'retry');
      await bus.publisher.publish([news(run, { poison: true }, { kept: 'yes' })]);
      const [dead] = await arrival(run, 'contract-dead');
      expect(JSON.parse(dead?.text ?? '')).toEqual({ poison: true });
      expect(dead?.attributes).toMatchObject({ run, kept: 'yes' });
      expect(dead?.topic).toBe('contract-dead-letters');
      expect(messagesOf(run, 'contract-first').length).toBeGreaterThanOrEqual(usual.maxAttempts);
    });

    const refused: readonly (readonly [string, Partial<OutgoingMessage>])[] = [
      ['a body over 10 MB', { body: { text: 'x'.repeat(10_000_001) } }],
      ['an attribute value over 1,024 bytes', { attributes: { a: 'ü'.repeat(513) } }],
      ['an attribute without a name', { attributes: { '': 'x' } }],
      ['an attribute name of the bus itself', { attributes: { googclient: 'x' } }],
      [
        'more than 100 attributes',
        { attributes: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`a${n}`, ''])) },
      ],
    ];
    it.each(refused)('refuses %s, and nothing of that call is published', async (_, part) => {
      const run = newRun();
      const bad = { ...news(run, {}), ...part };
      await expect(bus.publisher.publish([news(run, {}), bad])).rejects.toThrow(InvalidRequestError);
      expect(messagesOf(run, 'contract-first')).toEqual([]);
    });
  });
}
