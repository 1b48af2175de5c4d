import type { Offer } from '../../documents/offer.ts';

/** Changes after which a bucket is closed and the next one begun. */
const changesPerBucket = 4_000;

/** Where the next change goes: the open bucket, or a new one when that is full, of an earlier year (UTC) or of another currency. */
export function bucketFor(
  history: Offer['history'],
  atMs: number,
  restarted: boolean,
): { readonly type: 'open' | 'new'; readonly bucket: number } {
  if (!history) return { type: 'new', bucket: 1 };
  const yearOf = (ms: number) => new Date(ms).getUTCFullYear();
  const full = history.changes >= changesPerBucket || yearOf(history.openedAtMs) !== yearOf(atMs);
  return full || restarted ? { type: 'new', bucket: history.bucket + 1 } : { type: 'open', bucket: history.bucket };
}
