import { checkSize, documentLimits } from '../../ports/document-rules.ts';
import {
  AlreadyExistsError,
  type CollectionDefinition,
  ConflictError,
  type DocumentKey,
  InvalidRequestError,
  type JsonObject,
  NotFoundError,
  type StoredDocument,
  type Write,
} from '../../ports/documents.ts';
import { indexesOf, insertIndexRowSql, parseDocument } from './collection-tables.ts';
import { quoted, tableName } from './document-index.ts';
import { withFieldUpdates } from './field-updates.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { SortKey } from './sort-key.ts';

/** The rows of one collection: reads of the committed state, and one write with its preconditions and indexes. */
export interface DocumentTable {
  readonly collection: CollectionDefinition;
  get(id: string): StoredDocument | undefined;
  version(id: string): string | undefined;
  /** Only inside `database.commit`. Throws what the document port says. */
  apply(write: Write): void;
}

function documentTable(database: SqliteDatabase, collection: CollectionDefinition): DocumentTable {
  const table = quoted(tableName(collection));
  const select = database.prepare(`SELECT version, data FROM ${table} WHERE id = ?`);
  const selectVersion = database.prepare(`SELECT version FROM ${table} WHERE id = ?`);
  const insert = database.prepare(`INSERT INTO ${table} (version, data, id) VALUES (?, ?, ?)`);
  const replace = database.prepare(`UPDATE ${table} SET version = ?, data = ? WHERE id = ?`);
  const remove = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  const indexes = indexesOf(collection).map((index) => ({
    rows: index.rows,
    insert: database.prepare(insertIndexRowSql(index)),
    remove: database.prepare(
      `DELETE FROM ${quoted(index.table)} WHERE ${[...index.keyColumns, 'id'].map((name) => `${quoted(name)} = ?`).join(' AND ')}`,
    ),
  }));

  const get = (id: string): StoredDocument | undefined => {
    const row = select.get(id);
    return row && { id, data: parseDocument(String(row.data)), version: String(row.version) };
  };

  const moveIndexRows = (id: string, before: JsonObject | undefined, after: JsonObject | undefined): void => {
    for (const index of indexes) {
      const old = before ? index.rows(before) : [];
      const fresh = after ? index.rows(after) : [];
      if (sameRows(old, fresh)) continue;
      for (const keys of old) index.remove.run(...keys, id);
      for (const keys of fresh) index.insert.run(...keys, id);
    }
  };

  const save = (key: DocumentKey, before: JsonObject | undefined, after: JsonObject): void => {
    const text = JSON.stringify(after);
    // A JSON text is at least a quarter of what the store counts, so most documents need not be measured.
    if (text.length * 4 > documentLimits.documentBytes) checkSize(key, after);
    moveIndexRows(key.id, before, after);
    (before ? replace : insert).run(database.nextNumber(), text, key.id);
  };

  return {
    collection,
    get,
    version: (id) => {
      const row = selectVersion.get(id);
      return row && String(row.version);
    },
    apply: (write) => {
      const { key } = write;
      const place = `${collection.name}/${key.id}`;
      const before = get(key.id);
      if (write.type !== 'create' && write.version !== undefined && before?.version !== write.version) {
        throw new ConflictError(`${place} is at version ${before?.version ?? 'none'}, not ${write.version}`);
      }
      switch (write.type) {
        case 'create':
          if (before) throw new AlreadyExistsError(`${place} exists already`);
          return save(key, undefined, write.data);
        case 'set':
          return save(key, before?.data, write.data);
        case 'update':
          if (!before) throw new NotFoundError(`${place} does not exist`);
          return save(key, before.data, withFieldUpdates(before.data, write.fields));
        case 'delete':
          if (!before) return;
          moveIndexRows(key.id, before.data, undefined);
          remove.run(key.id);
      }
    },
  };
}

function sameRows(left: readonly (readonly SortKey[])[], right: readonly (readonly SortKey[])[]): boolean {
  return (
    left.length === right.length && left.every((keys, row) => keys.every((key, column) => key === right[row]?.[column]))
  );
}

/** Finds the table of a collection; refuses one that the file was not opened with or that lives in another database. */
export function documentTables(
  database: SqliteDatabase,
  databaseName: CollectionDefinition['database'],
): (collection: CollectionDefinition) => DocumentTable {
  const tables = new Map<string, DocumentTable>();
  for (const collection of database.collections) {
    if (collection.database === databaseName) tables.set(collection.name, documentTable(database, collection));
  }
  return (collection) => {
    const table = collection.database === databaseName ? tables.get(collection.name) : undefined;
    if (!table)
      throw new InvalidRequestError(`${databaseName} was opened without a collection ${tableName(collection)}`);
    return table;
  };
}
