import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { embeddedPublisher } from '../../../shared/adapters/queue/embedded-publisher.ts';
import { type EmbeddedQueue, embeddedQueue } from '../../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase, type SqliteDatabase } from '../../../shared/adapters/sqlite/open-database.ts';
import type { DeliveryResult, IncomingMessage, Publisher } from '../../../shared/ports/publisher.ts';
import type { Receive, SubscriptionPolicy } from '../../../shared/ports/subscription.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const detect: SubscriptionPolicy = {
  functionName: 'detect',
  topic: 'observed',
  ackDeadlineMs: 600_000,
  minBackoffMs: 10_000,
  maxBackoffMs: 60_000,
  maxAttempts: 5,
  deadLetterTopic: 'dead-letters',
  retentionMs: 7 * 24 * 3_600_000,
  concurrency: 3,
};
const recordDead: SubscriptionPolicy = {
  ...detect,
  functionName: 'record-dead',
  topic: 'dead-letters',
  deadLetterTopic: null,
};

describe('the embedded queue', () => {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  let files = 0;
  let open: { database: SqliteDatabase; queue: EmbeddedQueue; publisher: Publisher };

  const openFile = (file: string, subscriptions: readonly SubscriptionPolicy[] = [detect, recordDead]) => {
    const database = openDatabase(join(folder.path, file), { collections: [] });
    const options = { database, subscriptions, clock };
    open = { database, queue: embeddedQueue(options), publisher: embeddedPublisher(options) };
    return open;
  };
  const openNew = (subscriptions?: readonly SubscriptionPolicy[]) => {
    files += 1;
    return openFile(`${files}.db`, subscriptions);
  };
  afterEach(async () => {
    const stopped = open.queue.stop(0);
    clock.advance(1);
    await stopped;
    open.database.close();
  });
  afterAll(() => folder.remove());

  const publish = (...numbers: number[]) =>
    open.publisher.publish(numbers.map((n) => ({ topic: 'observed', body: { n }, attributes: {} })));
  const numberIn = (message: IncomingMessage): number => JSON.parse(message.text).n;
  /** Lets everything happen that does not wait for time. */
  const settle = async () => {
    for (let turn = 0; turn < 25; turn += 1) await setImmediate();
  };

  it('repeats a failed message after pauses that double from the minimum to the maximum', async () => {
    const { queue } = openNew([{ ...detect, maxAttempts: 6 }, recordDead]);
    const deliveredAtMs: number[] = [];
    const startMs = clock.nowMs();
    await queue.start({
      detect: async () => {
        deliveredAtMs.push(clock.nowMs() - startMs);
        return deliveredAtMs.length < 6 ? 'retry' : 'ack';
      },
    });
    await publish(1);
    for (let second = 0; second < 400; second += 5) {
      await settle();
      clock.advance(5_000);
    }
    expect(deliveredAtMs).toEqual([0, 10_000, 30_000, 70_000, 130_000, 190_000]);
    expect(queue.backlog()).toMatchObject([{ count: 0 }, { count: 0 }]);
  });

  it('gives a message exactly its attempts, then to the dead letters with where it comes from', async () => {
    const { queue } = openNew();
    const publishedAtMs = clock.nowMs();
    let attempts = 0;
    const dead: IncomingMessage[] = [];
    await queue.start({
      detect: async (_, onFailure) => {
        attempts += 1;
        onFailure?.(`Error: try ${attempts}`);
        return 'retry';
      },
      'record-dead': async (message) => {
        dead.push(message);
        return 'ack';
      },
    });
    await open.publisher.publish([{ topic: 'observed', body: { n: 1 }, attributes: { kept: 'yes' } }]);
    for (let minute = 0; minute < 8; minute += 1) {
      await settle();
      clock.advance(60_000);
    }
    expect(attempts).toBe(5);
    expect(dead).toHaveLength(1);
    expect(dead[0]).toMatchObject({ topic: 'dead-letters', text: '{"n":1}' });
    expect(dead[0]?.attributes).toEqual({
      kept: 'yes',
      CloudPubSubDeadLetterSourceSubscription: 'detect.observed',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(publishedAtMs).toISOString(),
      lastError: 'Error: try 5',
    });
  });

  it('without a dead-letter topic repeats until the retention is over', async () => {
    const { queue } = openNew([{ ...detect, deadLetterTopic: null, retentionMs: 600_000 }]);
    let attempts = 0;
    await queue.start({
      detect: async () => {
        attempts += 1;
        return 'retry';
      },
    });
    await publish(1);
    for (let minute = 0; minute < 20; minute += 1) {
      await settle();
      clock.advance(60_000);
    }
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThanOrEqual(13);
    expect(queue.backlog()[0]?.count).toBe(0);
  });

  it('handles at most as many messages at once as the function may, its topics together, and each of them', async () => {
    const { queue } = openNew([detect, { ...detect, topic: 'rendered' }]);
    let running = 0;
    let most = 0;
    const seen = new Set<string>();
    await queue.start({
      detect: async ({ text, topic }) => {
        running += 1;
        most = Math.max(most, running);
        await setImmediate();
        running -= 1;
        seen.add(topic + text);
        return 'ack';
      },
    });
    await Promise.all([
      publish(1, 2, 3, 4, 5, 6, 7),
      open.publisher.publish([1, 2, 3, 4].map((n) => ({ topic: 'rendered', body: { n }, attributes: {} }))),
    ]);
    await queue.idle();
    expect(most).toBe(3);
    expect(seen.size).toBe(11);
  });

  it('takes a receiver that throws, at once or later, for a failed delivery and tells of it', async () => {
    const database = openDatabase(join(folder.path, 'throwing.db'), { collections: [] });
    const options = { database, subscriptions: [detect, recordDead], clock };
    const failures: string[] = [];
    const queue = embeddedQueue({ ...options, onFailure: (error) => failures.push(String(error)) });
    open = { database, queue, publisher: embeddedPublisher(options) };
    let deliveries = 0;
    await queue.start({
      detect: () => {
        deliveries += 1;
        if (deliveries === 1) throw new Error('at once');
        return deliveries === 2 ? Promise.reject(new Error('later')) : Promise.resolve('ack');
      },
    });
    await publish(1);
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      clock.advance(10_000);
    }
    expect(deliveries).toBe(3);
    expect(failures).toEqual(['Error: at once', 'Error: later']);
  });

  it('lets one function wait without holding up another', async () => {
    const { queue } = openNew([detect, { ...detect, functionName: 'other' }]);
    const others: number[] = [];
    const hung = Promise.withResolvers<DeliveryResult>();
    await queue.start({
      detect: () => hung.promise,
      other: async (message) => {
        others.push(numberIn(message));
        return 'ack';
      },
    });
    await publish(1, 2, 3, 4, 5);
    await settle();
    expect(others).toEqual([1, 2, 3, 4, 5]);
    hung.resolve('ack');
  });

  it('delivers again when a handler hangs past its deadline, and gives its place to others', async () => {
    const { queue } = openNew([{ ...detect, concurrency: 1 }]);
    const hung = Promise.withResolvers<DeliveryResult>();
    const seen: number[] = [];
    await queue.start({
      detect: async (message) => {
        seen.push(numberIn(message));
        return seen.length === 1 ? hung.promise : 'ack';
      },
    });
    await publish(1);
    await settle();
    await publish(2);
    await settle();
    expect(seen).toEqual([1]);
    clock.advance(600_000);
    await settle();
    expect(seen).toEqual([1, 2]);
    clock.advance(10_000);
    await settle();
    expect(seen).toEqual([1, 2, 1]);
    hung.resolve('retry');
    await settle();
    expect(queue.backlog()[0]?.count).toBe(0);
  });

  it('takes a late acknowledgement as long as the message is still there', async () => {
    const { queue } = openNew();
    const hung = Promise.withResolvers<DeliveryResult>();
    let deliveries = 0;
    await queue.start({
      detect: () => {
        deliveries += 1;
        return hung.promise;
      },
    });
    await publish(1);
    await settle();
    clock.advance(600_000);
    await settle();
    hung.resolve('ack');
    await settle();
    clock.advance(60_000);
    await settle();
    expect(deliveries).toBe(1);
  });

  it('keeps messages for functions that are not started, and delivers them when they are', async () => {
    const { queue } = openNew();
    await publish(1, 2);
    expect(queue.backlog()).toMatchObject([{ subscription: 'detect.observed', functionName: 'detect', count: 2 }, {}]);
    clock.advance(5_000);
    expect(queue.backlog()[0]?.oldestAgeMs).toBe(5_000);
    const seen: number[] = [];
    await queue.start({
      detect: async (message) => {
        seen.push(numberIn(message));
        return 'ack';
      },
    });
    await queue.idle();
    expect(seen).toEqual([1, 2]);
    expect(queue.backlog()[0]).toMatchObject({ count: 0, oldestAgeMs: 0 });
  });

  it('sets no timer while there is nothing to do', async () => {
    const { queue } = openNew();
    const before = clock.sleptMs.length;
    await queue.start({ detect: async () => 'ack', 'record-dead': async () => 'ack' });
    await settle();
    expect(clock.sleptMs.slice(before)).toEqual([]);
  });

  it('shows no message of a call that fails', async () => {
    const { queue, publisher } = openNew();
    let deliveries = 0;
    const receive: Receive = async () => {
      deliveries += 1;
      return 'ack';
    };
    await queue.start({ detect: receive });
    const bad = { topic: 'observed', body: {}, attributes: { '': 'x' } };
    await expect(publisher.publish([{ ...bad, attributes: {} }, bad])).rejects.toThrow();
    await settle();
    expect(deliveries).toBe(0);
  });

  it('forgets what was not fetched within the retention', async () => {
    openNew([{ ...detect, retentionMs: 600_000 }]);
    await publish(1);
    clock.advance(600_000);
    await publish(2);
    const seen: number[] = [];
    await open.queue.start({
      detect: async (message) => {
        seen.push(numberIn(message));
        return 'ack';
      },
    });
    await open.queue.idle();
    expect(seen).toEqual([2]);
  });

  describe('when it stops', () => {
    it('waits for what is being handled and starts nothing new', async () => {
      const { queue } = openNew([{ ...detect, concurrency: 1 }]);
      const work = Promise.withResolvers<DeliveryResult>();
      const seen: number[] = [];
      await queue.start({
        detect: (message) => {
          seen.push(numberIn(message));
          return work.promise;
        },
      });
      await publish(1, 2);
      await settle();
      const stopped = queue.stop(30_000);
      await settle();
      work.resolve('ack');
      await stopped;
      expect(seen).toEqual([1]);
      expect(queue.backlog()[0]?.count).toBe(1);
    });

    it('gives back what is not finished in time, due at once and counted as a delivery', async () => {
      const { queue } = openNew([{ ...detect, maxAttempts: 2 }, recordDead]);
      await queue.start({ detect: () => new Promise<DeliveryResult>(() => {}) });
      await publish(1);
      await settle();
      const stopped = queue.stop(30_000);
      await settle();
      clock.advance(30_000);
      await stopped;

      const seen: string[] = [];
      const note =
        (name: string): Receive =>
        async () => {
          seen.push(name);
          return name === 'detect' ? 'retry' : 'ack';
        };
      await queue.start({ detect: note('detect'), 'record-dead': note('dead') });
      await queue.idle();
      expect(seen).toEqual(['detect', 'dead']);
    });
  });

  describe('after the file is opened again', () => {
    it('delivers what was published, and what was in work, without waiting for its deadline', async () => {
      const { queue, database } = openNew();
      const file = `${files}.db`;
      await queue.start({ detect: () => new Promise<DeliveryResult>(() => {}) });
      await publish(1, 2, 3, 4, 5);
      await settle();
      database.close();

      openFile(file);
      const seen: number[] = [];
      await open.queue.start({
        detect: async (message) => {
          seen.push(numberIn(message));
          return 'ack';
        },
      });
      await open.queue.idle();
      expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
    });

    it('still knows the attempts, so that a message that ends the process cannot do it for ever', async () => {
      openNew();
      const file = `${files}.db`;
      await publish(1);
      let deliveries = 0;
      for (let crash = 0; crash < 8; crash += 1) {
        await open.queue.start({
          detect: () => {
            deliveries += 1;
            return new Promise<DeliveryResult>(() => {});
          },
        });
        await settle();
        open.database.close();
        openFile(file);
      }
      expect(deliveries).toBe(5);
      expect(open.queue.backlog()).toMatchObject([{ count: 0 }, { count: 1 }]);
    });

    it('keeps the messages of a subscription that comes back', async () => {
      const { database } = openNew();
      const file = `${files}.db`;
      await publish(1);
      database.close();
      openFile(file, [recordDead]);
      await open.queue.start({ 'record-dead': async () => 'ack' });
      await open.queue.stop(0);
      open.database.close();
      openFile(file);
      expect(open.queue.backlog()[0]?.count).toBe(1);
    });
  });

  it('goes on by itself after the file could not be written for a while', async () => {
    files += 1;
    const database = openDatabase(join(folder.path, `${files}.db`), { collections: [] });
    const failures: string[] = [];
    const options = { database, subscriptions: [detect, recordDead], clock };
    const queue = embeddedQueue({ ...options, onFailure: (error) => failures.push(String(error)) });
    open = { database, queue, publisher: embeddedPublisher(options) };
    const seen: number[] = [];
    await queue.start({
      detect: async (message) => {
        seen.push(numberIn(message));
        return 'ack';
      },
    });
    const published = publish(1).then(() => database.prepare('PRAGMA query_only = 1').run());
    await published;
    await settle();
    expect(failures[0]).toMatch(/read-only, nothing was saved/);
    expect(seen).toEqual([]);
    database.prepare('PRAGMA query_only = 0').run();
    clock.advance(1_000);
    await settle();
    expect(seen).toEqual([1]);
  });
});
