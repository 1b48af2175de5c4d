import type { DocumentReader, Documents } from '../../shared/ports/documents.ts';

/** Document operations as Firestore bills them: every document read, found by a query, or written is one. */
interface OperationCounts {
  reads: number;
  writes: number;
}

/** The store, with every operation on it added to `counts`; a transaction that runs again is counted again. */
export function countingDocuments(documents: Documents, counts: OperationCounts): Documents {
  const countingReader = (reader: DocumentReader): DocumentReader => ({
    get: (key) => {
      counts.reads += 1;
      return reader.get(key);
    },
    getAll: (keys) => {
      counts.reads += keys.length;
      return reader.getAll(keys);
    },
  });
  return {
    ...countingReader(documents),
    write: (writes) => {
      counts.writes += writes.length;
      return documents.write(writes);
    },
    transaction: (decide) =>
      documents.transaction(async (read) => {
        const decided = await decide(countingReader(read));
        counts.writes += decided.writes.length;
        return decided;
      }),
    query: async (query) => {
      const found = await documents.query(query);
      // A query that finds nothing is billed as one read.
      counts.reads += Math.max(1, found.length);
      return found;
    },
    count: (query) => {
      counts.reads += 1;
      return documents.count(query);
    },
  };
}
