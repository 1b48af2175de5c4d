import type { IncomingMessage } from '../../ports/publisher.ts';
import { deadLetterAttributes, type SubscriptionBacklog, type SubscriptionPolicy } from '../../ports/subscription.ts';
import type { SqliteDatabase } from '../sqlite/open-database.ts';

/** One message on its way to one subscription. */
export interface Delivery {
  readonly id: number;
  readonly subscription: Subscription;
  /** Deliveries so far, this one included. */
  readonly attempts: number;
  /** When it counts as failed unless it was acknowledged. */
  readonly deadlineMs: number;
  readonly message: IncomingMessage;
}

export interface Subscription {
  /** Its number in the file. */
  readonly number: number;
  readonly name: string;
  readonly policy: SubscriptionPolicy;
}

interface Parcel {
  readonly topic: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** How long messages are kept whose subscription no longer exists. */
const orphanRetentionMs = 7 * 24 * 3_600_000;

/**
 * The queue's rows: one for each message and subscription, from publishing to acknowledgement. `due_at` is when something
 * has to happen to it: delivery, or the end of the lease of one that is `leased`. All but `backlog`, `nextDueMs` and
 * `isEmpty` work only inside `database.commit`.
 */
export class QueueTable {
  readonly subscriptions: readonly Subscription[];
  readonly #database: SqliteDatabase;
  readonly #byTopic: ReadonlyMap<string, readonly Subscription[]>;

  constructor(database: SqliteDatabase, policies: readonly SubscriptionPolicy[]) {
    this.#database = database;
    this.subscriptions = policies.map((policy) => {
      const name = `${policy.functionName}.${policy.topic}`;
      return { name, policy, number: this.#subscriptionNumber(name) };
    });
    this.#byTopic = Map.groupBy(this.subscriptions, (subscription) => subscription.policy.topic);
  }

  #subscriptionNumber(name: string): number {
    this.#database.prepare('INSERT OR IGNORE INTO subscription (name) VALUES (?)').run(name);
    return Number(this.#database.prepare('SELECT id FROM subscription WHERE name = ?').get(name)?.id);
  }

  /** Hands a message to every subscription of its topic; which those are. */
  publish(parcel: Parcel, nowMs: number): readonly Subscription[] {
    const subscriptions = this.#byTopic.get(parcel.topic) ?? [];
    if (subscriptions.length === 0) return [];
    const message = String(this.#database.nextNumber());
    const insert = this.#database.prepare(
      'INSERT INTO delivery (subscription, message, topic, text, attributes, published_at, due_at, attempts, leased) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)',
    );
    const attributes = JSON.stringify(parcel.attributes);
    for (const { number } of subscriptions) {
      insert.run(number, message, parcel.topic, parcel.text, attributes, nowMs, nowMs);
    }
    return subscriptions;
  }

  /** Takes up to `limit` messages that are due, each for its acknowledgement deadline. */
  lease(subscription: Subscription, nowMs: number, limit: number): LeaseResult {
    const { policy } = subscription;
    const due = this.#database.prepare(
      'SELECT id, message, topic, text, attributes, published_at, attempts, leased FROM delivery ' +
        'WHERE subscription = ? AND due_at <= ? ORDER BY due_at LIMIT ?',
    );
    const take = this.#database.prepare('UPDATE delivery SET attempts = ?, leased = 1, due_at = ? WHERE id = ?');
    const deliveries: Delivery[] = [];
    const woken: Subscription[] = [];
    while (deliveries.length < limit) {
      const rows = due.all(subscription.number, nowMs, limit - deliveries.length);
      for (const row of rows) {
        const delivered = Number(row.attempts);
        const delivery: Delivery = {
          id: Number(row.id),
          subscription,
          attempts: delivered + 1,
          deadlineMs: nowMs + policy.ackDeadlineMs,
          message: {
            id: String(row.message),
            topic: String(row.topic),
            text: String(row.text),
            attributes: JSON.parse(String(row.attributes)),
            publishedAtMs: Number(row.published_at),
          },
        };
        if (delivery.message.publishedAtMs + policy.retentionMs <= nowMs) {
          this.acknowledge(delivery.id);
        } else if (row.leased === 1 || isUsedUp(policy, delivered)) {
          woken.push(...this.fail({ ...delivery, attempts: delivered }, nowMs));
        } else {
          take.run(delivery.attempts, delivery.deadlineMs, delivery.id);
          deliveries.push(delivery);
        }
      }
      if (rows.length === 0) break;
    }
    return { deliveries, woken };
  }

  acknowledge(id: number): void {
    this.#database.prepare('DELETE FROM delivery WHERE id = ?').run(id);
  }

  /** One delivery has failed: due again after a pause or, its attempts used, sent to the dead letters (to whom). */
  fail(delivery: Delivery, nowMs: number, lastError?: string): readonly Subscription[] {
    const { id, message, attempts, subscription } = delivery;
    const { policy } = subscription;
    if (policy.deadLetterTopic !== null && isUsedUp(policy, attempts)) {
      this.acknowledge(id);
      return this.publish(
        {
          topic: policy.deadLetterTopic,
          text: message.text,
          attributes: {
            ...message.attributes,
            [deadLetterAttributes.sourceSubscription]: subscription.name,
            [deadLetterAttributes.sourceDeliveryCount]: String(attempts),
            [deadLetterAttributes.sourceTopicPublishTime]: new Date(message.publishedAtMs).toISOString(),
            ...(lastError === undefined ? {} : { [deadLetterAttributes.lastError]: lastError }),
          },
        },
        nowMs,
      );
    }
    this.#database
      .prepare('UPDATE delivery SET leased = 0, due_at = ? WHERE id = ? AND attempts = ?')
      .run(nowMs + backoffMs(policy, attempts), id, attempts);
    return [];
  }

  /** Gives a message back at once; `delivered` is false when no handler has seen it. */
  release(delivery: Delivery, nowMs: number, delivered: boolean): void {
    this.#database
      .prepare('UPDATE delivery SET leased = 0, due_at = ?, attempts = ? WHERE id = ? AND attempts = ?')
      .run(nowMs, delivery.attempts - (delivered ? 0 : 1), delivery.id, delivery.attempts);
  }

  /** After a start: what the previous process held is due again, what nobody fetched in time is dropped. */
  recover(nowMs: number): void {
    this.#database.prepare('UPDATE delivery SET leased = 0, due_at = ? WHERE leased = 1').run(nowMs);
    for (const { number, policy } of this.subscriptions) {
      this.#database
        .prepare('DELETE FROM delivery WHERE subscription = ? AND published_at <= ?')
        .run(number, nowMs - policy.retentionMs);
    }
    const known = JSON.stringify(this.subscriptions.map(({ number }) => number));
    this.#database
      .prepare('DELETE FROM delivery WHERE subscription NOT IN (SELECT value FROM json_each(?)) AND published_at <= ?')
      .run(known, nowMs - orphanRetentionMs);
  }

  /** When the next message is due or the next lease ends; undefined when there is none. */
  nextDueMs(subscription: Subscription): number | undefined {
    const due = this.#database
      .prepare('SELECT min(due_at) AS due FROM delivery WHERE subscription = ?')
      .get(subscription.number)?.due;
    return typeof due === 'number' ? due : undefined;
  }

  isEmpty(subscription: Subscription): boolean {
    return this.nextDueMs(subscription) === undefined;
  }

  backlog(nowMs: number): SubscriptionBacklog[] {
    const select = this.#database.prepare(
      'SELECT count(*) AS count, min(published_at) AS oldest FROM delivery WHERE subscription = ?',
    );
    return this.subscriptions.map(({ number, name, policy }) => {
      const row = select.get(number);
      const count = Number(row?.count);
      return {
        subscription: name,
        functionName: policy.functionName,
        count,
        oldestAgeMs: count === 0 ? 0 : Math.max(0, nowMs - Number(row?.oldest)),
      };
    });
  }
}

interface LeaseResult {
  readonly deliveries: readonly Delivery[];
  /** Subscriptions that got dead letters on the way. */
  readonly woken: readonly Subscription[];
}

function isUsedUp(policy: SubscriptionPolicy, attempts: number): boolean {
  return policy.deadLetterTopic !== null && attempts >= policy.maxAttempts;
}

/** The pause after the n-th delivery: doubling from the minimum to the maximum, as Pub/Sub's retry policy. */
function backoffMs(policy: SubscriptionPolicy, attempts: number): number {
  return Math.min(policy.maxBackoffMs, policy.minBackoffMs * 2 ** Math.min(attempts - 1, 30));
}
