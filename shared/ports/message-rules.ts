import { InvalidRequestError } from './documents.ts';
import type { OutgoingMessage } from './publisher.ts';

/** What Pub/Sub refuses, https://cloud.google.com/pubsub/quotas; checked by every adapter so that all refuse the same. */
const messageLimits = { bodyBytes: 10_000_000, attributes: 100, keyBytes: 256, valueBytes: 1_024 } as const;

/** The JSON text of a message's body; InvalidRequestError when no bus would take the message. */
export function messageText(message: OutgoingMessage): string {
  const text = JSON.stringify(message.body);
  const bytes = text.length * 3 > messageLimits.bodyBytes ? Buffer.byteLength(text) : 0;
  if (bytes > messageLimits.bodyBytes) refuse(message, `a body of ${bytes} bytes; at most ${messageLimits.bodyBytes}`);
  const attributes = Object.entries(message.attributes);
  if (attributes.length > messageLimits.attributes) refuse(message, `${attributes.length} attributes`);
  for (const [name, value] of attributes) {
    const nameBytes = Buffer.byteLength(name);
    if (nameBytes === 0 || nameBytes > messageLimits.keyBytes || name.startsWith('goog')) {
      refuse(message, `${JSON.stringify(name.slice(0, 40))} is no attribute name`);
    }
    if (Buffer.byteLength(value) > messageLimits.valueBytes) {
      refuse(message, `attribute ${name} is longer than ${messageLimits.valueBytes} bytes`);
    }
  }
  return text;
}

function refuse(message: OutgoingMessage, reason: string): never {
  throw new InvalidRequestError(`${message.topic}: ${reason}`);
}
