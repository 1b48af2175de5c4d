import { field } from '../../documents/fields.ts';
import { mailTallies } from '../../documents/mail-tally.ts';
import { notifications } from '../../documents/notification.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import type { FieldCipher } from '../../ports/field-cipher.ts';
import type { MailNews } from '../../ports/mail-news.ts';
import { stableId } from '../identity/stable-id.ts';
import { changeSuppression } from './suppress.ts';

const dayMs = 86_400_000;
const talliesKeptForMs = 400 * dayMs;
/** Firestore takes about one write a second to a document; a hall full of readers opens its mails within minutes. */
const partsOfDay = 16;

/**
 * Lets news of a mail count, as one transaction. Everything is kept by what is said, not by what came when: of each
 * event the first time, of a suppression the last, and a mail counts for the day it was sent. So news in any order and
 * more than once come to the same end.
 */
export async function heedMailNews(
  read: DocumentReader,
  news: MailNews,
  cipher: FieldCipher,
): Promise<{ readonly writes: readonly Write[]; readonly result: { readonly isSuppressed: boolean } }> {
  const { event, atMs, to, isForGood } = news;
  const writes = [...(await recordEvent(read, news))];
  const isSuppressed = event === 'complained' || (event === 'bounced' && isForGood);
  const said = event === 'complained' ? { complainedAtMs: atMs } : { bouncedAtMs: atMs };
  // Every mail of ours has one address; of more than one nobody could tell whose it was.
  const [address] = to.length === 1 ? to : [];
  if (isSuppressed && address !== undefined) {
    writes.push(...(await changeSuppression(read, address, cipher, said)).writes);
  }
  return { writes, result: { isSuppressed: isSuppressed && address !== undefined } };
}

async function recordEvent(read: DocumentReader, { event, atMs, notificationId }: MailNews): Promise<Write[]> {
  const notification = notificationId === null ? undefined : await notifications.get(read, notificationId);
  if (!notification) return [];
  const { mail = {}, createdAtMs } = notification.value;
  const before = mail[event];
  if (before !== undefined && before <= atMs) return [];
  const update = notifications.update(notification.id, [field(['mail', event], atMs)]);
  if (before !== undefined) return [update];
  const dayStartMs = Math.floor(createdAtMs / dayMs) * dayMs;
  const part = stableId(notification.id).charCodeAt(0) % partsOfDay;
  const id = `${new Date(dayStartMs).toISOString().slice(0, 10)}-${part}`;
  const counts = (await mailTallies.get(read, id))?.value.counts ?? {};
  const counted = { ...counts, [event]: (counts[event] ?? 0) + 1 };
  return [update, mailTallies.set(id, { dayStartMs, counts: counted, expiresAtMs: dayStartMs + talliesKeptForMs })];
}
