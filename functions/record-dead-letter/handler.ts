import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { AlreadyExistsError, type Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { DeadLetter } from './parse-dead-letter.ts';

export interface RecordDeadLetter {
  readonly people: Documents;
  readonly clock: Clock;
}

export const recordDeadLetter =
  ({ people, clock }: RecordDeadLetter): Handle<DeadLetter> =>
  async ({ topic, functionName, messageId, text, attributes, reason, attempts }, { log }) => {
    const id = stableId('dead-letter', functionName, topic, messageId);
    const correlationId = attributes['x-correlation-id'] ?? null;
    try {
      await people.write([
        deadLetters.create(id, {
          topic,
          functionName,
          messageId,
          body: text,
          attributes: { ...attributes },
          reason,
          correlationId,
          state: 'open',
          attempts,
          recordedAtMs: clock.nowMs(),
          settledAtMs: null,
        }),
      ]);
    } catch (error) {
      if (error instanceof AlreadyExistsError) return;
      throw error;
    }
    log.error('a message could not be handled and is kept as a dead letter', {
      deadLetterId: id,
      topic,
      functionName,
      reason,
    });
  };
