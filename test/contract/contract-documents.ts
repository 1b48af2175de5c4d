import type { CollectionDefinition, DocumentKey, StoredDocument } from '../../shared/ports/documents.ts';

/** The collections the suite works in. An adapter that prepares collections when it is opened is opened with these. */
export const contractCollections = {
  plain: { name: 'contract-plain', database: 'catalogue', queries: {} },
  offers: {
    name: 'contract-offers',
    database: 'catalogue',
    queries: {
      byRun: { equal: ['run'] },
      oldest: { equal: ['run'], order: [{ field: 'seenAtMs', direction: 'asc' }] },
      newest: { equal: ['run'], order: [{ field: 'seenAtMs', direction: 'desc' }] },
      ofShops: { equal: ['run'], in: 'shop', order: [{ field: 'seenAtMs', direction: 'desc' }] },
      ofShopsUnordered: { equal: ['run'], in: 'shop' },
      withToken: { equal: ['run'], arrayContains: 'tokens', order: [{ field: 'seenAtMs', direction: 'asc' }] },
      byState: { equal: ['run', 'state'] },
      byRank: { equal: ['run'], order: [{ field: 'rank', direction: 'asc' }] },
      byShopThenNewest: {
        equal: ['run'],
        order: [
          { field: 'shop', direction: 'asc' },
          { field: 'seenAtMs', direction: 'desc' },
        ],
      },
    },
  },
  accounts: { name: 'contract-accounts', database: 'people', queries: {} },
} as const satisfies Record<string, CollectionDefinition>;

let lastRun = 0;

/** A name of its own for each test, so that tests share a store without meeting. */
export function newRun(): string {
  lastRun += 1;
  return `run-${process.pid}-${Date.now().toString(36)}-${lastRun}`;
}

export function newKey(): DocumentKey {
  return { collection: contractCollections.plain, id: newRun() };
}

export function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected something to be there');
  return value;
}

export function numberOf(document: StoredDocument | undefined, field: string): number {
  const value = document?.data[field];
  if (typeof value !== 'number') throw new Error(`${field} is no number`);
  return value;
}
