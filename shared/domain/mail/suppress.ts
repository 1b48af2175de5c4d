import type { Subscriber } from '../../documents/subscriber.ts';
import { type Suppression, suppressions } from '../../documents/suppression.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import { findByAddress } from '../account/find-user.ts';
import { changeSubscribers } from '../audience/change-subscriber.ts';
import { mailOffOf, mergeSuppressions, readSuppression } from './suppression.ts';

/**
 * Writes down what is said of an address, and lets it count for whoever has it: their channel, and with it the audience
 * index, changes in the same step, so that telling people reads no list. `email`: normalised. Gives whose address it is.
 */
export async function changeSuppression(
  read: DocumentReader,
  email: string,
  cipher: FieldCipher,
  said: Partial<Suppression>,
): Promise<{ readonly writes: readonly Write[]; readonly result: string | null }> {
  const emailIds = cipher.idsOf('email', email);
  const [newest, ...older] = emailIds;
  const before = await readSuppression(read, emailIds);
  const after = mergeSuppressions(before, said);
  const { owner, waiting } = await findByAddress(read, email, cipher);
  if (JSON.stringify(before) === JSON.stringify(after)) return { writes: [], result: owner?.id ?? null };
  const mailOff = mailOffOf(after);
  const holders = [owner, waiting].flatMap((each) => each?.id ?? []);
  const changes = holders.map((id) => ({
    id,
    change: (subscriber: Subscriber | undefined) => subscriber && { ...subscriber, mailOff },
  }));
  const { writes } = await changeSubscribers(read, changes);
  return {
    writes: [suppressions.set(newest, after), ...older.map((id) => suppressions.delete(id)), ...writes],
    result: owner?.id ?? null,
  };
}
