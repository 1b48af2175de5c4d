import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, notificationIdsOf } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { endDispatch } from '../../shared/domain/dispatch/end-dispatch.ts';
import { openRecipient, sealRecipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import { withdrawAlerts } from './alert-book.ts';
import { chooseForDigest } from './choose-for-digest.ts';
import type { Choosing, NamedDeal } from './choose-recipients.ts';
import { splitDispatch } from './split.ts';

const reason = 'what it tells of has changed meanwhile';

/**
 * A digest that waited, and surely was not sent, is made anew where a deal or a recipient of it has gone meanwhile.
 * Undefined where it stands as it is, or was perhaps sent: then only the same mails under the same key are safe.
 */
export async function renewDigest(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  { cipher, ...choosing }: Choosing & { readonly cipher: FieldCipher },
): Promise<{ writes: Write[]; requests: NotificationRequested[] } | undefined> {
  if (dispatch.firstAttemptAtMs !== null) return undefined;
  const { recipients: chosen } = await chooseForDigest(read, choosing);
  const before = dispatch.recipients.map((each) => openRecipient(each, cipher));
  if (JSON.stringify(chosen) === JSON.stringify(before)) return undefined;
  const recipients = chosen.map((each) => sealRecipient(each, cipher));
  const withdrawn = await withdrawAlerts(read, droppedPairs(dispatch.recipients, recipients, choosing.deals));
  if (recipients.length === 0) {
    return { writes: [...endDispatch(id, dispatch, 'cancelled', reason), ...withdrawn], requests: [] };
  }
  const { writes, requests } = splitDispatch(id, dispatch, [recipients], reason, choosing.nowMs);
  const kept = new Set(recipients.flatMap(notificationIdsOf));
  const dropped = dispatch.recipients.flatMap(notificationIdsOf).filter((each) => !kept.has(each));
  const cancelled = dropped.map((each) => notifications.update(each, fields({ state: 'cancelled' })));
  return { writes: [...writes, ...cancelled, ...withdrawn], requests };
}

/** What a digest told somebody of before, and does not any more. */
function droppedPairs(before: Dispatch['recipients'], after: Dispatch['recipients'], deals: readonly NamedDeal[]) {
  const itemsOf = (recipients: Dispatch['recipients']) =>
    recipients.flatMap(({ subscriberId, items = [] }) => items.map(({ dealId }) => ({ subscriberId, dealId })));
  const kept = new Set(itemsOf(after).map(({ subscriberId, dealId }) => `${subscriberId} ${dealId}`));
  return itemsOf(before).flatMap(({ subscriberId, dealId }) => {
    const deal = deals.find(({ id }) => id === dealId);
    return deal && !kept.has(`${subscriberId} ${dealId}`) ? [{ subscriberId, deal }] : [];
  });
}
