import { checkKey, checkQuery, checkWrites } from '../../ports/document-rules.ts';
import {
  type CollectionDefinition,
  ContentionError,
  type DatabaseName,
  type DocumentKey,
  type DocumentReader,
  type Documents,
  InvalidRequestError,
  type StoredDocument,
  type Write,
} from '../../ports/documents.ts';
import { parseDocument } from './collection-tables.ts';
import { documentCache } from './document-cache.ts';
import { type DocumentIndex, documentIndexes, expiryIndex, tableName } from './document-index.ts';
import { documentTables } from './document-table.ts';
import type { SqliteDatabase } from './open-database.ts';
import { countSql, type SqlQuery, selectSql } from './query-sql.ts';
import { TransactionReader } from './transaction-reader.ts';

const transactionAttempts = 5;

/** Documents whose store deletes what has expired only when asked. */
export interface ExpiringDocuments extends Documents {
  /** Deletes documents whose TTL field is at most `nowMs`, at most `limit`; how many it deleted. */
  deleteExpired(nowMs: number, limit: number): Promise<number>;
}

/** The document port over one of the two databases in a file. */
export function sqliteDocuments(database: SqliteDatabase, databaseName: DatabaseName): ExpiringDocuments {
  const tableOf = documentTables(database, databaseName);
  const collections = database.collections.filter((collection) => collection.database === databaseName);
  const indexes = new Map(
    collections.flatMap((collection) =>
      [...documentIndexes(collection)].map(([query, index]) => [`${collection.name} ${query}`, index] as const),
    ),
  );
  const indexOf = (collection: CollectionDefinition, query: string): DocumentIndex => {
    const index = indexes.get(`${tableOf(collection).collection.name} ${query}`);
    if (!index) throw new InvalidRequestError(`${collection.name}.${query}: the file was opened without this query`);
    return index;
  };
  const caches = new Map(
    collections.flatMap((collection) =>
      collection.readMostly ? [[collection.name, documentCache(tableOf(collection))] as const] : [],
    ),
  );
  const getNow = ({ collection, id }: DocumentKey): StoredDocument | undefined => {
    const table = tableOf(collection);
    const cache = caches.get(collection.name);
    return cache ? cache.get(id, table.version(id)) : table.get(id);
  };
  const rows = ({ sql, values }: SqlQuery) => database.prepare(sql).all(...values);

  const reader: DocumentReader = {
    get: async (key) => {
      checkKey(key);
      return getNow(key);
    },
    getAll: async (keys) => {
      keys.forEach(checkKey);
      return keys.map(getNow);
    },
  };

  const prepared = (writes: readonly Write[]): (() => void) => {
    checkWrites(writes);
    const steps = writes.map((write) => ({ write, table: tableOf(write.key.collection) }));
    return () => {
      for (const { write, table } of steps) table.apply(write);
    };
  };

  // A transaction that has lost once waits here for its turn, so that many on one document take one attempt more each.
  let losers: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = losers.then(work);
    losers = turn.catch(() => undefined);
    return turn;
  };

  return {
    ...reader,

    write: async (writes) => {
      const apply = prepared(writes);
      if (writes.length > 0) await database.commit(apply);
    },

    transaction: async (decide) => {
      const attempt = async () => {
        const read = new TransactionReader(database, tableOf);
        try {
          const { writes, result } = await decide(read);
          const apply = prepared(writes);
          if (writes.length === 0) return { type: 'done', result } as const;
          return await database.commit(() => {
            if (!read.stillHolds()) return { type: 'lost' } as const;
            apply();
            return { type: 'done', result } as const;
          });
        } catch (error) {
          // What it saw was no longer true, so neither is what it concluded.
          if (!read.stillHolds()) return { type: 'lost' } as const;
          throw error;
        }
      };
      const first = await attempt();
      if (first.type === 'done') return first.result;
      return inTurn(async () => {
        for (let attempts = 1; attempts < transactionAttempts; attempts += 1) {
          const outcome = await attempt();
          if (outcome.type === 'done') return outcome.result;
        }
        throw new ContentionError(`a transaction on ${databaseName} lost ${transactionAttempts} times`);
      });
    },

    query: async (query) => {
      checkQuery(query);
      const index = indexOf(query.collection, query.query);
      const table = tableName(query.collection);
      const cache = caches.get(query.collection.name);
      if (!cache) return rows(selectSql(index, table, query)).map(storedDocument);
      const found = rows(selectSql(index, table, query, ['id', 'version']));
      return found.flatMap(({ id, version }) => cache.get(String(id), String(version)) ?? []);
    },

    count: async (query) => {
      checkQuery(query);
      return Number(rows(countSql(indexOf(query.collection, query.query), query))[0]?.found);
    },

    deleteExpired: async (nowMs, limit) => {
      const expired = (): DocumentKey[] =>
        collections.flatMap((collection) => {
          const index = expiryIndex(collection);
          if (!index) return [];
          const query = selectSql(index, tableName(collection), {
            collection,
            query: '',
            range: { max: nowMs },
            limit,
          });
          return rows(query).map((row) => ({ collection, id: String(row.id) }));
        });
      if (expired().length === 0) return 0;
      return database.commit(() => {
        const keys = expired().slice(0, limit);
        for (const key of keys) tableOf(key.collection).apply({ type: 'delete', key });
        return keys.length;
      });
    },
  };
}

function storedDocument(row: Record<string, unknown>): StoredDocument {
  return { id: String(row.id), data: parseDocument(String(row.data)), version: String(row.version) };
}
