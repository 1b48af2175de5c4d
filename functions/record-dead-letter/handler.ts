import type * as z from 'zod';
import { deadLetterIdOf, deadLetters } from '../../shared/documents/dead-letter.ts';
import { fields } from '../../shared/documents/fields.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { isFieldName } from '../../shared/ports/document-rules.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { DeadLetter } from './parse-dead-letter.ts';

interface RecordDeadLetter {
  readonly people: Documents;
  readonly clock: Clock;
}

/** What fits a document of 1 MiB beside 100 attributes of 1,280 bytes; a longer body can be read, not replayed. */
const keptBodyBytes = 800_000;
const keptTextBytes = 2_000;

/**
 * Keeps a message nobody could handle. One that fails again after an operator replayed it under the same id (a dispatch)
 * is open again; a repeated delivery of what is kept already changes nothing, and a discarded one stays discarded.
 */
export const recordDeadLetter =
  ({ people, clock }: RecordDeadLetter): Handle<DeadLetter> =>
  async (letter, { log, trace, publishedAtMs }) => {
    const { functionName, topic, messageId, attempts } = letter;
    const id = deadLetterIdOf(functionName, topic, messageId);
    const reason = cut(letter.reason, keptTextBytes);
    const isNew = await people.transaction(async (read) => {
      const kept = (await deadLetters.get(read, id))?.value;
      const failure = { reason, correlationId: trace.correlationId, attempts, recordedAtMs: clock.nowMs() };
      if (!kept) return { writes: [deadLetters.create(id, { ...keptForm(letter), ...failure })], result: true };
      if (kept.state === 'discarded' || publishedAtMs <= kept.recordedAtMs) return { writes: [], result: false };
      const again = { ...failure, state: 'open', settledAtMs: null, expiresAtMs: undefined };
      return { writes: [deadLetters.update(id, fields(again))], result: true };
    });
    if (!isNew) return;
    log.error('a message could not be handled and is kept as a dead letter', {
      deadLetterId: id,
      topic: cut(topic, keptTextBytes),
      functionName: cut(functionName, keptTextBytes),
      reason,
    });
  };

/** The message as far as a document can hold it: whatever arrives here must be kept, it can go nowhere else. */
function keptForm(
  letter: DeadLetter,
): Omit<z.output<typeof deadLetters.schema>, 'reason' | 'correlationId' | 'attempts' | 'recordedAtMs'> {
  const attributes = Object.entries(letter.attributes).filter(([name]) => isFieldName(name));
  return {
    topic: cut(letter.topic, keptTextBytes),
    functionName: cut(letter.functionName, keptTextBytes),
    messageId: cut(letter.messageId, keptTextBytes),
    body: cut(letter.text, keptBodyBytes),
    attributes: Object.fromEntries(attributes.slice(0, 100).map(([name, value]) => [name, cut(value, 1_024)])),
    state: 'open',
    settledAtMs: null,
  };
}

/** The beginning of a text, at most `bytes` of UTF-8. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  // A character cut in two decodes to U+FFFD.
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
}
