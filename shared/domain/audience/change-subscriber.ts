import { type Subscriber, subscribers } from '../../documents/subscriber.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import { audienceEntryOf } from './audience-entry.ts';
import { AudienceTree, audienceVersion, bandOf, type PageLimits } from './audience-tree.ts';
import { anchorsOf } from './compile-filter.ts';

/** What becomes of one subscriber; undefined before where there is none yet, and after where they are to go. */
export interface SubscriberChange {
  readonly id: string;
  readonly change: (before: Subscriber | undefined) => Subscriber | undefined;
}

/**
 * Changes subscribers together with the audience index, as one transaction: `people.transaction((read) =>
 * changeSubscribers(read, changes))`. Every id once; gives what became of each.
 */
export async function changeSubscribers(
  read: DocumentReader,
  changes: readonly SubscriberChange[],
  limits?: PageLimits,
): Promise<{ readonly writes: readonly Write[]; readonly result: readonly (Subscriber | undefined)[] }> {
  const tree = new AudienceTree(read, limits);
  const stored = await subscribers.getAll(
    read,
    changes.map(({ id }) => id),
  );
  const writes: Write[] = [];
  const result: (Subscriber | undefined)[] = [];
  for (const [i, { id, change }] of changes.entries()) {
    const before = stored[i]?.value;
    const wanted = change(before);
    const isSettled = before?.indexed && wanted && isUnchanged(before, wanted);
    const indexed = isSettled ? before.indexed : await moveEntries(tree, id, before, wanted);
    const after = wanted && { ...wanted, indexed };
    if (after) writes.push(subscribers.set(id, after));
    else if (before) writes.push(subscribers.delete(id));
    result.push(after);
  }
  return { writes: [...writes, ...tree.writes()], result };
}

/** The same for one. */
export async function changeSubscriber(
  read: DocumentReader,
  id: string,
  change: SubscriberChange['change'],
): Promise<{ readonly writes: readonly Write[]; readonly result: Subscriber | undefined }> {
  const { writes, result } = await changeSubscribers(read, [{ id, change }]);
  return { writes, result: result[0] };
}

/** Takes a subscriber's entries to where they belong now; gives where that is. */
export async function moveEntries(
  tree: AudienceTree,
  subscriberId: string,
  before: Subscriber | undefined,
  after: Subscriber | undefined,
): Promise<Subscriber['indexed']> {
  const entry = after ? audienceEntryOf(after) : null;
  const indexed = entry && { version: audienceVersion, band: bandOf(entry), terms: [...anchorsOf(entry.filter)] };
  for (const term of before?.indexed?.terms ?? []) {
    const stays = indexed?.band === before?.indexed?.band && indexed?.terms.includes(term);
    if (!stays) await tree.remove({ term, band: before?.indexed?.band ?? 0, subscriberId });
  }
  for (const term of indexed?.terms ?? []) {
    if (entry) await tree.put({ term, band: indexed?.band ?? 0, subscriberId }, entry);
  }
  return indexed;
}

function isUnchanged(before: Subscriber, after: Subscriber): boolean {
  const entries = [before, after].map((each) => JSON.stringify(audienceEntryOf(each)));
  return before.indexed?.version === audienceVersion && entries[0] === entries[1];
}
