import type { Stored } from '../../shared/documents/collection.ts';
import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { type Subscriber, subscribers } from '../../shared/documents/subscriber.ts';
import { isListening } from '../../shared/domain/audience/is-listening.ts';
import { isKept } from '../../shared/domain/channel/kept-destinations.ts';
import { endDispatch, endNotifications } from '../../shared/domain/dispatch/end-dispatch.ts';
import { destinationOf } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { splitDispatch } from './split.ts';

const reason = 'stopped by its recipient meanwhile, or where it goes is told nothing any more';

/**
 * Whoever stopped notifications while a dispatch waited, or gets no mails any more, or took the destination away, is told
 * nothing; the others wait in a dispatch of their own. Undefined when nobody stopped, or when it was perhaps sent: then
 * only the same page under the same key is safe.
 */
export async function dropStopped(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  nowMs: number,
): Promise<{ writes: Write[]; requests: NotificationRequested[] } | undefined> {
  if (dispatch.firstAttemptAtMs !== null) return undefined;
  const { recipients } = dispatch;
  const ids = recipients.map(({ subscriberId }) => subscriberId);
  const found = await subscribers.getAll(read, ids, () => {});
  const wanting = recipients.filter((_, i) => isStillTold(dispatch, found[i]?.value));
  if (wanting.length === recipients.length) return undefined;
  if (wanting.length === 0) return { writes: endDispatch(id, dispatch, 'cancelled', reason), requests: [] };
  const { writes, requests } = splitDispatch(id, dispatch, [wanting], reason, nowMs);
  const dropped = recipients.filter((recipient) => !wanting.includes(recipient));
  return { writes: [...writes, ...endNotifications(dispatch, dropped, 'cancelled')], requests };
}

function isStillTold({ channel, recipients }: Dispatch, subscriber: Subscriber | undefined): boolean {
  if (!subscriber || !isListening(subscriber)) return false;
  const to = destinationOf(recipients);
  return to ? isKept(subscriber.destinations, to.id) : channel !== 'email' || subscriber.mailOff === null;
}
