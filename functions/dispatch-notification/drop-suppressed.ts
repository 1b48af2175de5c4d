import type { Stored } from '../../shared/documents/collection.ts';
import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import { openRecipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import { mailOffFor } from '../../shared/domain/mail/suppression.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';

const reason = 'where it goes is told nothing any more';

/**
 * A message about an account is sent to whoever has it, whatever else they want to hear; but not to an address that gets
 * no mails any more, nor to a destination they took away. A mail may go to another address than the subscriber's, so the
 * list itself is asked. Undefined where it may be sent.
 */
export async function dropSuppressed(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  cipher: FieldCipher,
): Promise<{ writes: Write[]; requests: [] } | undefined> {
  if (dispatch.firstAttemptAtMs !== null) return undefined;
  for (const kept of dispatch.recipients) {
    const { rendered } = openRecipient(kept, cipher);
    const isDropped =
      rendered.channel === 'email'
        ? (await mailOffFor(read, rendered.mail.to, cipher)) !== null
        : 'destination' in rendered && !(await isStillGiven(read, kept.subscriberId, rendered.destination.id));
    if (isDropped) return { writes: endDispatch(id, dispatch, 'cancelled', reason), requests: [] };
  }
  return undefined;
}

/** One that is switched off may be tested. */
async function isStillGiven(read: DocumentReader, subscriberId: string, destinationId: string): Promise<boolean> {
  const subscriber = await subscribers.get(read, subscriberId);
  return Object.values(subscriber?.value.destinations ?? {}).some((each) => each?.id === destinationId);
}
