import { messageDeadLettered } from '../../shared/messages/message-dead-lettered.ts';
import type { IncomingMessage } from '../../shared/ports/publisher.ts';
import { deadLetterAttributes } from '../../shared/ports/subscription.ts';
import type { Parsed } from '../../shared/runtime/receive.ts';

/** A message nobody could handle, whoever gave it up. */
export interface DeadLetter {
  readonly topic: string;
  readonly functionName: string;
  readonly messageId: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly attempts: number | null;
}

/** Everything that arrives is a dead letter: what fits no known form is kept as it came. */
export function parseDeadLetter(message: IncomingMessage): Parsed<DeadLetter> {
  const subscription = message.attributes[deadLetterAttributes.sourceSubscription];
  if (subscription !== undefined) return { type: 'ok', value: forwardedByBus(message, subscription) };
  const published = publishedByFunction(message.text);
  const fallback = { ...message, messageId: message.id, functionName: 'unknown', reason: 'arrived as it is' };
  return { type: 'ok', value: { attempts: null, ...(published ?? fallback) } };
}

/** Pub/Sub (and the embedded queue) forward the original message and name its subscription `<function>.<topic>`. */
function forwardedByBus({ id, text, attributes }: IncomingMessage, subscription: string): DeadLetter {
  const [functionName = 'unknown', topic = 'unknown'] = (subscription.split('/').at(-1) ?? '').split('.');
  const attempts = Number(attributes[deadLetterAttributes.sourceDeliveryCount]);
  const lastError = attributes[deadLetterAttributes.lastError];
  return {
    topic,
    functionName,
    messageId: id,
    text,
    attributes,
    reason: lastError ? `every delivery failed; the last one with ${lastError}` : 'every delivery failed',
    attempts: Number.isInteger(attempts) ? attempts : null,
  };
}

function publishedByFunction(text: string): Omit<DeadLetter, 'attempts'> | undefined {
  try {
    return messageDeadLettered.schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
