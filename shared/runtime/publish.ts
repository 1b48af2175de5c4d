import type { Topic } from '../messages/topic.ts';
import type { JsonObject } from '../ports/documents.ts';
import type { OutgoingMessage, Publisher } from '../ports/publisher.ts';
import { type Trace, traceAttributes } from './trace.ts';

/** Publishes payloads of one topic; durable when it resolves. */
export type Publish = <T>(topic: Topic<T>, payloads: readonly T[]) => Promise<void>;

/** Version of the message bodies this release writes; readers accept the one before and the one after. */
export const messageVersion = 1;

export function createPublish(publisher: Publisher, trace: Trace): Publish {
  const attributes = { ...traceAttributes(trace), version: String(messageVersion) };
  return async (topic, payloads) => {
    if (payloads.length === 0) return;
    const messages = payloads.map(
      // Payloads are JSON objects: topics are declared with object schemas.
      (payload): OutgoingMessage => ({ topic: topic.name, body: payload as JsonObject, attributes }),
    );
    await publisher.publish(messages);
  };
}
