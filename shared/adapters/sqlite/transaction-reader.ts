import { checkKey } from '../../ports/document-rules.ts';
import type { CollectionDefinition, DocumentKey, DocumentReader, StoredDocument } from '../../ports/documents.ts';
import type { DocumentTable } from './document-table.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Ends an attempt whose earlier reads no longer hold; the transaction runs again. */
class StaleReadError extends Error {
  override readonly name = 'StaleReadError';
}

/**
 * Reads of one attempt of a transaction. It takes no lock; it remembers the version of everything read, absence included,
 * and lets nothing more be read once any of it has changed, so all that was seen was true at one instant.
 */
export class TransactionReader implements DocumentReader {
  readonly #database: SqliteDatabase;
  readonly #tableOf: (collection: CollectionDefinition) => DocumentTable;
  readonly #seen = new Map<DocumentTable, Map<string, string | undefined>>();
  #checkedAtCommits: number;

  constructor(database: SqliteDatabase, tableOf: (collection: CollectionDefinition) => DocumentTable) {
    this.#database = database;
    this.#tableOf = tableOf;
    this.#checkedAtCommits = database.commits;
  }

  async get(key: DocumentKey): Promise<StoredDocument | undefined> {
    return this.#read(key);
  }

  async getAll(keys: readonly DocumentKey[]): Promise<(StoredDocument | undefined)[]> {
    return keys.map((key) => this.#read(key));
  }

  #read(key: DocumentKey): StoredDocument | undefined {
    checkKey(key);
    const table = this.#tableOf(key.collection);
    if (this.#checkedAtCommits !== this.#database.commits) {
      if (!this.stillHolds()) throw new StaleReadError(`${key.collection.name}: something read before has changed`);
      this.#checkedAtCommits = this.#database.commits;
    }
    const document = table.get(key.id);
    const seen = this.#seen.get(table) ?? new Map<string, string | undefined>();
    this.#seen.set(table, seen.set(key.id, document?.version));
    return document;
  }

  /** Whether everything read is still as it was. */
  stillHolds(): boolean {
    for (const [table, seen] of this.#seen) {
      for (const [id, version] of seen) if (table.version(id) !== version) return false;
    }
    return true;
  }
}
