import type { Dispatch } from '../../shared/documents/dispatch.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { fallbackChannel } from '../../shared/domain/audience/fallback-channel.ts';
import { isListening } from '../../shared/domain/audience/is-listening.ts';
import { notificationPages } from '../../shared/domain/audience/notification-pages.ts';
import { type Channel, channels, type NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader } from '../../shared/ports/documents.ts';

/** Requests that tell over another channel whoever could not be reached over this one. */
export async function insteadFor(
  read: DocumentReader,
  { kind, dealId, channel }: Dispatch,
  failedIds: readonly string[],
): Promise<NotificationRequested[]> {
  // A mail about an account proves that it arrived there, and nowhere else.
  if (kind === 'account') return [];
  const found = await subscribers.getAll(read, failedIds, () => {});
  const over = new Map<Channel, string[]>();
  for (const subscriber of found) {
    const next = subscriber && isListening(subscriber.value) ? fallbackChannel(subscriber.value, channel) : undefined;
    if (subscriber && next) over.set(next, [...(over.get(next) ?? []), subscriber.id]);
  }
  return channels.flatMap((each) => notificationPages({ kind, dealId, channel: each }, over.get(each) ?? []));
}

/** The same for a dispatch that has ended, by what was written down of its recipients. */
export async function insteadOf(read: DocumentReader, dispatch: Dispatch): Promise<NotificationRequested[]> {
  if (dispatch.state !== 'sent' && dispatch.state !== 'failed') return [];
  const { recipients } = dispatch;
  const told = await notifications.getAll(
    read,
    recipients.map(({ notificationId }) => notificationId),
    () => {},
  );
  const failed = recipients.filter((_, i) => told[i]?.value.state === 'failed');
  return insteadFor(
    read,
    dispatch,
    failed.map(({ subscriberId }) => subscriberId),
  );
}
