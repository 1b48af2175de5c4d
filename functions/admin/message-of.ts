import type * as z from 'zod';
import type { deadLetters } from '../../shared/documents/dead-letter.ts';
import type { JsonObject } from '../../shared/ports/documents.ts';
import type { OutgoingMessage } from '../../shared/ports/publisher.ts';
import { deadLetterAttributes } from '../../shared/ports/subscription.ts';
import { topics } from '../../shared/topology.ts';

const topicNames = new Set<string>(topics.map(({ name }) => name));
const busAttributes = new Set<string>(Object.values(deadLetterAttributes));

/** The message a dead letter was, without what the bus wrote on it; undefined where no function would get it. */
export function messageOf(letter: z.output<typeof deadLetters.schema>): OutgoingMessage | undefined {
  const body = jsonObject(letter.body);
  if (!body || !topicNames.has(letter.topic)) return undefined;
  const own = Object.entries(letter.attributes).filter(
    ([name]) => !busAttributes.has(name) && !name.startsWith('goog'),
  );
  return { topic: letter.topic, body, attributes: Object.fromEntries(own) };
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // What JSON.parse gives for an object is a JSON object.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
