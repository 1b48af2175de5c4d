import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, notificationIdsOf } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { chooseForDigest } from './choose-for-digest.ts';
import type { Choosing } from './choose-recipients.ts';
import { splitDispatch } from './split.ts';

const reason = 'what it tells of has changed meanwhile';

/**
 * A digest that waited, and surely was not sent, is made anew where a deal or a recipient of it has gone meanwhile.
 * Undefined where it stands as it is, or was perhaps sent: then only the same mails under the same key are safe.
 */
export async function renewDigest(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  choosing: Choosing,
): Promise<{ writes: Write[]; requests: NotificationRequested[] } | undefined> {
  if (dispatch.firstAttemptAtMs !== null) return undefined;
  const { recipients } = await chooseForDigest(read, choosing);
  if (JSON.stringify(recipients) === JSON.stringify(dispatch.recipients)) return undefined;
  if (recipients.length === 0) return { writes: endDispatch(id, dispatch, 'cancelled', reason), requests: [] };
  const { writes, requests } = splitDispatch(id, dispatch, [recipients], reason, choosing.nowMs);
  const kept = new Set(recipients.flatMap(notificationIdsOf));
  const dropped = dispatch.recipients.flatMap(notificationIdsOf).filter((each) => !kept.has(each));
  return {
    writes: [...writes, ...dropped.map((each) => notifications.update(each, fields({ state: 'cancelled' })))],
    requests,
  };
}
