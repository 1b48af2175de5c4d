import { messageText } from '../../shared/ports/message-rules.ts';
import type { DeliveryResult, IncomingMessage, OutgoingMessage, Publisher } from '../../shared/ports/publisher.ts';
import { deadLetterAttributes, type SubscriptionPolicy } from '../../shared/ports/subscription.ts';
import { type FunctionName, functionNames, subscriptionPolicies } from '../../shared/topology.ts';
import type { ManualClock } from '../support/manual-clock.ts';

type Deliver = (functionName: FunctionName, message: IncomingMessage) => Promise<DeliveryResult | 'killed'>;

/** How the bus behaves, within what at-least-once allows. */
export interface BusManners {
  /** Times each message is delivered that is acknowledged. */
  readonly copies: number;
  /** Which of the messages that are due comes next: 0 ≤ fraction < 1. */
  readonly pick: () => number;
  /** Messages in work at once. */
  readonly parallel: number;
}

export const orderly: BusManners = { copies: 1, pick: () => 0, parallel: 1 };

interface Delivery {
  readonly policy: SubscriptionPolicy;
  readonly message: IncomingMessage;
  attempts: number;
  dueAtMs: number;
}

/**
 * Pub/Sub in virtual time, with the subscriptions of the registry: at-least-once, backoff, attempts, dead letters,
 * retention. Time moves only when nothing is due.
 */
export class VirtualBus implements Publisher {
  readonly #clock: ManualClock;
  readonly #manners: BusManners;
  readonly #waiting: Delivery[] = [];
  #messages = 0;

  constructor(clock: ManualClock, manners: BusManners) {
    this.#clock = clock;
    this.#manners = manners;
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const message of messages) this.inject(message.topic, messageText(message), message.attributes);
  }

  /** As a stranger publishes: any text. */
  inject(topic: string, text: string, attributes: Readonly<Record<string, string>> = {}): void {
    this.#messages += 1;
    const nowMs = this.#clock.nowMs();
    const message = { id: `m${this.#messages}`, topic, text, attributes, publishedAtMs: nowMs };
    for (const policy of subscriptionPolicies.filter((each) => each.topic === topic)) {
      for (let copy = 0; copy < this.#manners.copies; copy++) {
        this.#waiting.push({ policy, message, attempts: 0, dueAtMs: nowMs });
      }
    }
  }

  /** Delivers until nothing is left for these functions, moving time on to whatever is due next. */
  async drain(deliver: Deliver, only: readonly FunctionName[] = functionNames): Promise<void> {
    for (;;) {
      const batch = this.#takeDue(only);
      if (batch.length === 0) return;
      await Promise.all(batch.map((delivery) => this.#deliver(delivery, deliver)));
    }
  }

  #takeDue(only: readonly FunctionName[]): Delivery[] {
    const mine = this.#waiting.filter(({ policy }) => only.some((name) => name === policy.functionName));
    if (mine.length === 0) return [];
    const nextMs = Math.min(...mine.map(({ dueAtMs }) => dueAtMs));
    this.#clock.advance(Math.max(0, nextMs - this.#clock.nowMs()));
    const due = mine.filter(({ dueAtMs }) => dueAtMs <= this.#clock.nowMs()).sort((a, b) => a.dueAtMs - b.dueAtMs);
    const taken: Delivery[] = [];
    while (taken.length < this.#manners.parallel && due.length > 0) {
      taken.push(...due.splice(Math.floor(this.#manners.pick() * due.length), 1));
    }
    for (const delivery of taken) this.#waiting.splice(this.#waiting.indexOf(delivery), 1);
    return taken;
  }

  async #deliver(delivery: Delivery, deliver: Deliver): Promise<void> {
    const { policy, message } = delivery;
    if (message.publishedAtMs + policy.retentionMs <= this.#clock.nowMs()) return;
    delivery.attempts += 1;
    const result = await deliver(functionNamed(policy.functionName), message);
    if (result === 'ack') return;
    if (policy.deadLetterTopic !== null && delivery.attempts >= policy.maxAttempts) {
      this.inject(policy.deadLetterTopic, message.text, {
        ...message.attributes,
        [deadLetterAttributes.sourceSubscription]: `${policy.functionName}.${policy.topic}`,
        [deadLetterAttributes.sourceDeliveryCount]: String(delivery.attempts),
      });
      return;
    }
    const backoffMs = Math.min(policy.maxBackoffMs, policy.minBackoffMs * 2 ** (delivery.attempts - 1));
    // A function that was killed may be back at once, long before any lease of its has ended.
    delivery.dueAtMs = this.#clock.nowMs() + (result === 'killed' ? 0 : backoffMs);
    this.#waiting.push(delivery);
  }
}

function functionNamed(name: string): FunctionName {
  const found = functionNames.find((known) => known === name);
  if (!found) throw new Error(`no function ${name}`);
  return found;
}
