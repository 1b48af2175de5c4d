import type { DeliveryResult, IncomingMessage } from './publisher.ts';

/**
 * How one function gets one topic's messages; the same numbers configure Pub/Sub push subscriptions and the embedded
 * queue. A message that is neither acknowledged nor retried within `ackDeadlineMs` is delivered again. After
 * `maxAttempts` deliveries it goes to `deadLetterTopic` (attributes name the subscription and the attempts); without
 * one it is retried until `retentionMs` is over.
 */
export interface SubscriptionPolicy {
  /** `<function>` — one subscription a function and topic; its name is `<function>.<topic>`. */
  readonly functionName: string;
  readonly topic: string;
  readonly ackDeadlineMs: number;
  readonly minBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly maxAttempts: number;
  readonly deadLetterTopic: string | null;
  readonly retentionMs: number;
  /** Messages handled at once by one instance. */
  readonly concurrency: number;
}

/** What one function has before it of one topic. */
export interface SubscriptionBacklog {
  /** `<function>.<topic>` */
  readonly subscription: string;
  readonly functionName: string;
  /** Messages not yet acknowledged. */
  readonly count: number;
  /** How long the oldest of them has been waiting; 0 without one. */
  readonly oldestAgeMs: number;
}

/** Attributes the bus adds to a dead letter (Pub/Sub's own names, kept by the embedded queue). */
export const deadLetterAttributes = {
  sourceSubscription: 'CloudPubSubDeadLetterSourceSubscription',
  sourceDeliveryCount: 'CloudPubSubDeadLetterSourceDeliveryCount',
  sourceTopicPublishTime: 'CloudPubSubDeadLetterSourceTopicPublishTime',
  /** What the last delivery failed with; not known to Pub/Sub. */
  lastError: 'lastError',
} as const;

/**
 * Takes deliveries: what a function is, seen from the bus. Must not throw; a throw counts as `retry`. A bus that wants to
 * know why gives `onFailure`, which is told before the answer.
 */
export type Receive = (message: IncomingMessage, onFailure?: (reason: string) => void) => Promise<DeliveryResult>;
