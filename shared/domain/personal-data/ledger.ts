import type { Blobs } from '../../ports/blobs.ts';
import { stableId } from '../identity/stable-id.ts';
import type { Erased } from './holding.ts';

const prefix = 'erased/';
/** More entries than a backup is old are never asked for at once. */
const mostEntries = 1_000_000;

/** The hash under which somebody is known to be erased; user ids are random, so it leads to nobody. */
export const erasureIdOf = (userId: string): string => stableId('erased', userId);

/** Writes it down beside the database: a restored database is as old as its backup, and knows nothing of it. */
export async function enterInLedger(blobs: Blobs, erasureId: string): Promise<Erased> {
  await blobs.put(`${prefix}${erasureId}`, new Uint8Array(), { contentType: 'application/octet-stream' });
  return 'erased';
}

export async function readLedger(blobs: Blobs): Promise<ReadonlySet<string>> {
  return new Set((await blobs.list(prefix, mostEntries)).map((name) => name.slice(prefix.length)));
}
