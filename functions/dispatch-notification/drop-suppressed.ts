import type { Stored } from '../../shared/documents/collection.ts';
import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import { openRecipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import { mailOffFor } from '../../shared/domain/mail/suppression.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';

/**
 * A mail about an account is sent to whoever has it, whatever else they want to hear; but not to an address that gets
 * none any more. It may go to another address than the subscriber's, so the list itself is asked. Undefined where it
 * may be sent.
 */
export async function dropSuppressed(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  cipher: FieldCipher,
): Promise<{ writes: Write[]; requests: [] } | undefined> {
  if (dispatch.firstAttemptAtMs !== null) return undefined;
  for (const kept of dispatch.recipients) {
    const { rendered } = openRecipient(kept, cipher);
    if (rendered.channel !== 'email' || !(await mailOffFor(read, rendered.mail.to, cipher))) continue;
    return { writes: endDispatch(id, dispatch, 'cancelled', 'the address gets no mails any more'), requests: [] };
  }
  return undefined;
}
