import type { Stored } from '../../shared/documents/collection.ts';
import { deadLetterIdOf, deadLetters, settleDeadLetter } from '../../shared/documents/dead-letter.ts';
import { type Dispatch, dispatches, dispatchRequest } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type NotificationRequested, notificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';

/** What came of an operator's decision on a dispatch. */
type Decided =
  | { readonly type: 'decided'; readonly request: NotificationRequested }
  | { readonly type: 'settled'; readonly state: Dispatch['state'] }
  | { readonly type: 'none' };

/** Sends a dispatch of unknown outcome again, under a key that begins a new life; its dead letter is replayed by that. */
export function sendAnyway(people: Documents, id: string, nowMs: number): Promise<Decided> {
  const again = { attempt: 0, firstAttemptAtMs: null, dueAtMs: nowMs, sentAnyway: true };
  return decide(people, id, { state: 'waiting', ...again }, 'replayed', nowMs);
}

/** Ends a dispatch of unknown outcome for good; its dead letter is discarded by that. */
export function giveUpUnknown(people: Documents, id: string, nowMs: number): Promise<Decided> {
  return decide(people, id, { state: 'given-up' }, 'discarded', nowMs);
}

function decide(
  people: Documents,
  id: string,
  values: Partial<Dispatch>,
  letterBecomes: 'replayed' | 'discarded',
  nowMs: number,
): Promise<Decided> {
  return people.transaction<Decided>(async (read) => {
    const dispatch = await dispatches.get(read, id);
    if (!dispatch) return { writes: [], result: { type: 'none' } };
    const { state } = dispatch.value;
    if (state !== 'unknown') return { writes: [], result: { type: 'settled', state } };
    const writes = [
      dispatches.update(id, fields(values)),
      ...(await settledLetter(read, dispatch, letterBecomes, nowMs)),
    ];
    return { writes, result: { type: 'decided', request: dispatchRequest(dispatch) } };
  });
}

async function settledLetter(
  read: DocumentReader,
  { id }: Stored<Dispatch>,
  becomes: 'replayed' | 'discarded',
  nowMs: number,
): Promise<Write[]> {
  const letterId = deadLetterIdOf('dispatch-notification', notificationRequested.name, id);
  const letter = await deadLetters.get(read, letterId);
  return letter?.value.state === 'open' ? [settleDeadLetter(letterId, becomes, nowMs)] : [];
}
