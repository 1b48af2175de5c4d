import { subscribers } from '../../../shared/documents/subscriber.ts';
import type { DocumentReader, Write } from '../../../shared/ports/documents.ts';

/** What a new user wants to hear, before they have said anything: everything, once their address is theirs for sure. */
export async function firstSubscriber(
  _read: DocumentReader,
  userId: string,
  given: {
    readonly email: string;
    readonly active: boolean;
    readonly unsubscribeToken: string;
    readonly nowMs: number;
  },
): Promise<readonly Write[]> {
  const { email, active, unsubscribeToken, nowMs } = given;
  return [
    subscribers.create(userId, {
      active,
      email,
      locale: 'en',
      timeZone: 'UTC',
      filter: {},
      pushSubscriptions: [],
      unsubscribeToken,
      createdAtMs: nowMs,
    }),
  ];
}

/** Lets somebody be told of deals, now that their address is theirs for sure. */
export async function activateSubscriber(read: DocumentReader, userId: string): Promise<readonly Write[]> {
  const found = await subscribers.get(read, userId);
  return found && !found.value.active ? [subscribers.set(userId, { ...found.value, active: true })] : [];
}
