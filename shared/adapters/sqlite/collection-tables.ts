import type { DatabaseSync } from 'node:sqlite';
import type { CollectionDefinition, JsonObject } from '../../ports/documents.ts';
import { type DocumentIndex, documentIndexes, expiryIndex, quoted, tableName } from './document-index.ts';

/**
 * Makes the tables match the collections: a document table for each, and exactly the indexes of its queries. Indexes no
 * query needs any more are dropped, new or changed ones filled from the documents; documents are never touched.
 */
export function syncCollections(connection: DatabaseSync, collections: readonly CollectionDefinition[]): void {
  const existing = new Map(
    connection
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map((row) => [String(row.name), String(row.sql)]),
  );
  connection.exec('BEGIN IMMEDIATE');
  const wanted = new Set<string>();
  for (const collection of collections) {
    const table = tableName(collection);
    if (!existing.has(table)) {
      connection.exec(
        `CREATE TABLE ${quoted(table)} (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL) STRICT`,
      );
    }
    for (const index of indexesOf(collection)) {
      wanted.add(index.table);
      if (existing.get(index.table) === index.createSql) continue;
      if (existing.has(index.table)) connection.exec(`DROP TABLE ${quoted(index.table)}`);
      connection.exec(index.createSql);
      if (existing.has(table)) fill(connection, table, index);
    }
  }
  for (const table of existing.keys()) {
    // Index tables are the only ones with a space in their name.
    if (table.includes(' ') && !wanted.has(table)) connection.exec(`DROP TABLE ${quoted(table)}`);
  }
  connection.exec('COMMIT');
}

export function indexesOf(collection: CollectionDefinition): DocumentIndex[] {
  const expiry = expiryIndex(collection);
  return [...documentIndexes(collection).values(), ...(expiry ? [expiry] : [])];
}

export function insertIndexRowSql(index: DocumentIndex): string {
  return `INSERT INTO ${quoted(index.table)} VALUES (${'?, '.repeat(index.keyColumns.length)}?)`;
}

function fill(connection: DatabaseSync, table: string, index: DocumentIndex): void {
  const insert = connection.prepare(insertIndexRowSql(index));
  for (const row of connection.prepare(`SELECT id, data FROM ${quoted(table)}`).iterate()) {
    const id = String(row.id);
    for (const keys of index.rows(parseDocument(String(row.data)))) insert.run(...keys, id);
  }
}

/** Text of a document table: always an object, for only documents are written there. */
export function parseDocument(text: string): JsonObject {
  return JSON.parse(text);
}
