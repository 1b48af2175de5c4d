import type { JsonObject } from './documents.ts';

/** A message as it travels: a JSON body and string attributes (correlation id, trace). */
export interface OutgoingMessage {
  readonly topic: string;
  readonly body: JsonObject;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Hands messages to the bus. When the promise resolves every message is durable; a rejection may leave some sent. */
export interface Publisher {
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
}

/** A message as it arrives at a function. The same message may arrive more than once, and in any order. */
export interface IncomingMessage {
  readonly id: string;
  readonly topic: string;
  /** The body as sent: JSON text, or whatever else a stranger published. */
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly publishedAtMs: number;
}

/** What the bus is told: `ack` done with it, `retry` deliver again with backoff until the attempts are used. */
export type DeliveryResult = 'ack' | 'retry';
