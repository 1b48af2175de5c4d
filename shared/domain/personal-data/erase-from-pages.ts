import { deadLetters } from '../../documents/dead-letter.ts';
import { digests } from '../../documents/digest.ts';
import { fields } from '../../documents/fields.ts';
import { heldPages } from '../../documents/held-page.ts';
import { notificationRequested } from '../../messages/notification-requested.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Erased, Erasing } from './holding.ts';

/** Pages take up to 50 KB each. */
const pagesAtOnce = 20;
const lettersAtOnce = 100;

interface Told {
  readonly subscriberId: string;
}

// These name people in lists, which no index leads into: one is looked through after the other. Erasing is rare, and
// what waits or was rolled up within a month is little; an index would cost every deal.

export async function eraseFromHeldPages({ people, userId }: Erasing): Promise<Erased> {
  for (const as of ['single', 'digest'] as const) {
    for await (const page of heldPages.pages(people, 'due', { equal: { as }, limit: pagesAtOnce })) {
      for (const { id } of page.filter(({ value }) => isIn(value.recipients, userId))) {
        await eraseFromPage(people, heldPages, id, userId);
      }
    }
  }
  return 'erased';
}

export async function eraseFromDigests({ people, userId }: Erasing): Promise<Erased> {
  for await (const page of digests.pages(people, 'oldest', { limit: pagesAtOnce })) {
    for (const { id } of page.filter(({ value }) => isIn(value.recipients, userId))) {
      await eraseFromPage(people, digests, id, userId);
    }
  }
  return 'erased';
}

/** A page that could be replayed is replayed for the others alone. */
export async function eraseFromDeadLetters({ people, userId }: Erasing): Promise<Erased> {
  for (const state of ['open', 'replayed', 'discarded'] as const) {
    const letters = deadLetters.pages(people, 'newestInState', { equal: { state }, limit: lettersAtOnce });
    for await (const page of letters) {
      for (const { id, value } of page.filter((each) => namesPerson(each.value.body, userId))) {
        const body = withoutPerson(value.body, userId);
        await people.write([body === undefined ? deadLetters.delete(id) : deadLetters.update(id, fields({ body }))]);
      }
    }
  }
  return 'erased';
}

/** Messages are JSON: an id in them is a text of its own. */
export const namesPerson = (body: string, userId: string): boolean => body.includes(JSON.stringify(userId));

/** A message about several without one of them; undefined where nobody is left, or it is about nothing else. */
function withoutPerson(body: string, userId: string): string | undefined {
  try {
    const request = notificationRequested.schema.parse(JSON.parse(body));
    const subscriberIds = request.subscriberIds.filter((id) => id !== userId);
    return subscriberIds.length > 0 ? JSON.stringify({ ...request, subscriberIds }) : undefined;
  } catch {
    return undefined;
  }
}

const isIn = (recipients: readonly Told[], userId: string) =>
  recipients.some(({ subscriberId }) => subscriberId === userId);

async function eraseFromPage(
  people: Documents,
  collection: typeof heldPages | typeof digests,
  id: string,
  userId: string,
): Promise<void> {
  await people.transaction(async (read) => {
    // Let go meanwhile, perhaps: then there is nothing left to take anybody out of.
    const page = await collection.get(read, id);
    if (!page) return { writes: [], result: undefined };
    const told: readonly Told[] = page.value.recipients;
    const recipients = told.filter(({ subscriberId }) => subscriberId !== userId);
    const write = recipients.length === 0 ? collection.delete(id) : collection.update(id, fields({ recipients }));
    return { writes: [write], result: undefined };
  });
}
