import { audiencePages } from '../../documents/audience-page.ts';
import { field } from '../../documents/fields.ts';
import { subscribers } from '../../documents/subscriber.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import { AudienceTree, audienceVersion } from './audience-tree.ts';
import { moveEntries } from './change-subscriber.ts';

/** Writes the index of subscribers anew, whatever is in it: after a release that keeps it elsewhere, or a mishap. */
export async function reindexSubscribers(
  read: DocumentReader,
  ids: readonly string[],
): Promise<{ readonly writes: readonly Write[]; readonly result: null }> {
  const tree = new AudienceTree(read);
  const found = await subscribers.getAll(read, ids, () => {});
  const writes: Write[] = [];
  for (const subscriber of found) {
    if (!subscriber) continue;
    const { id, value } = subscriber;
    // Where another release kept them is not known here; what is left there are strays.
    const isElsewhere = value.indexed !== null && value.indexed.version !== audienceVersion;
    const before = isElsewhere ? { ...value, indexed: null } : value;
    writes.push(subscribers.update(id, [field(['indexed'], await moveEntries(tree, id, before, value))]));
  }
  return { writes: [...writes, ...tree.writes()], result: null };
}

/** Takes out of a page who is kept there while their own document does not say so; gives how many. */
export async function removeStrays(
  read: DocumentReader,
  pageId: string,
): Promise<{ readonly writes: readonly Write[]; readonly result: number }> {
  const page = await audiencePages.get(read, pageId);
  if (!page) return { writes: [], result: 0 };
  const { term, path, entries } = page.value;
  const ids = Object.keys(entries);
  const found = await subscribers.getAll(read, ids, () => {});
  const strays = ids.filter((_, i) => {
    const indexed = found[i]?.value.indexed;
    const isInBand = path === '' || path.startsWith(String(indexed?.band));
    return !indexed?.terms.includes(term) || !isInBand;
  });
  return { writes: AudienceTree.without(page, strays), result: strays.length };
}
