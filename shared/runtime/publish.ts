import type { Topic } from '../messages/topic.ts';
import type { JsonObject } from '../ports/documents.ts';
import type { OutgoingMessage, Publisher } from '../ports/publisher.ts';

/** Names that connect what one cause set off, across messages, HTTP and log lines. */
export interface Trace {
  readonly correlationId: string;
  /** W3C trace context (traceparent), where the caller sent one. */
  readonly traceparent?: string;
}

/** Publishes payloads of one topic; durable when it resolves. */
export type Publish = <T>(topic: Topic<T>, payloads: readonly T[]) => Promise<void>;

/** Version of the message bodies this release writes; readers accept the one before and the one after. */
const messageVersion = '1';

export function traceAttributes(trace: Trace): Record<string, string> {
  return {
    'x-correlation-id': trace.correlationId,
    ...(trace.traceparent ? { traceparent: trace.traceparent } : {}),
  };
}

export function createPublish(publisher: Publisher, trace: Trace): Publish {
  const attributes = { ...traceAttributes(trace), version: messageVersion };
  return async (topic, payloads) => {
    if (payloads.length === 0) return;
    const messages = payloads.map(
      // Payloads are JSON objects: topics are declared with object schemas.
      (payload): OutgoingMessage => ({ topic: topic.name, body: payload as JsonObject, attributes }),
    );
    await publisher.publish(messages);
  };
}
