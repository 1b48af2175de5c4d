import type { Subscriber } from '../../shared/documents/subscriber.ts';
import type { PageLimits } from '../../shared/domain/audience/audience-tree.ts';
import { changeSubscribers } from '../../shared/domain/audience/change-subscriber.ts';
import type { Documents } from '../../shared/ports/documents.ts';

const atOnce = 100;

/** Subscribers by id, together with their entries in the audience index. */
export async function addSubscribers(
  people: Documents,
  subscribers: Readonly<Record<string, Subscriber>>,
  limits?: PageLimits,
): Promise<void> {
  const changes = Object.entries(subscribers).map(([id, value]) => ({ id, change: () => value }));
  for (let i = 0; i < changes.length; i += atOnce) {
    await people.transaction((read) => changeSubscribers(read, changes.slice(i, i + atOnce), limits));
  }
}
