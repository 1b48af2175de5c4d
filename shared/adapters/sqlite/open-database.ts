import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CollectionDefinition } from '../../ports/documents.ts';
import { syncCollections } from './collection-tables.ts';
import { type Durability, GroupCommit } from './group-commit.ts';
import { lockHolder, removeLockFile, writeLockFile } from './lock-file.ts';
import { DatabaseRefusedError, damaged, sqliteCode, sqliteCodes } from './storage-error.ts';

/** One open file with the documents of both databases and the queue. */
export interface SqliteDatabase {
  readonly file: string;
  readonly collections: readonly CollectionDefinition[];
  /** A prepared statement, made once for each text. */
  prepare(sql: string): StatementSync;
  /**
   * Runs `work` (synchronous; reads and writes) in the transaction that all writers of this turn of the event loop share,
   * and resolves with its result once that is durable. When `work` throws, it alone is undone and the promise rejects.
   * Default durability: `flushed`.
   */
  commit<T>(work: () => T, durability?: Durability): Promise<T>;
  /** How many commits there were: while it stays the same, nothing that was read has changed. */
  readonly commits: number;
  /** A number never given before in this file. Only inside `commit`. */
  nextNumber(): number;
  /** Called with the subscriptions (their numbers in the file) that got messages, once those are committed. */
  readonly publishListeners: Set<(subscriptions: readonly number[]) => void>;
  /** Writes a compact copy that can be opened in the file's place. Everything waits meanwhile (100 MB: about a second). */
  backup(to: string): void;
  /** Commits what waits, then closes and unlocks the file. Once is enough. */
  close(): void;
}

interface OpenOptions {
  readonly collections: readonly CollectionDefinition[];
}

/** Raised with every change of the tables below; a file with a higher one is refused. */
const schemaVersion = 1;
const applicationId = 0x50686b31;
/** A check of the whole file after an unclean stop reads at most this much (about a second). */
const fullCheckBytes = 256 * 1024 * 1024;

const schema = `
  CREATE TABLE counter (last INTEGER NOT NULL) STRICT;
  INSERT INTO counter VALUES (0);
  CREATE TABLE subscription (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    subscription INTEGER NOT NULL,
    message TEXT NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    attributes TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    leased INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX delivery_due ON delivery (subscription, due_at);
`;

/**
 * Opens the file, or makes it. Throws DatabaseRefusedError when another server has it open, when it is damaged, from a
 * newer version, another program's, or cannot be written; the file is then as it was.
 */
export function openDatabase(path: string, options: OpenOptions): SqliteDatabase {
  const file = resolve(path);
  const connection = connect(file);
  try {
    const cleanlyClosed = lockHolder(file) === undefined;
    checkOrCreate(connection, file);
    if (!cleanlyClosed) checkContent(connection, file);
    connection.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY',
    );
    syncCollections(connection, options.collections);
    writeLockFile(file, process.pid);
  } catch (error) {
    connection.close();
    throw refusal(error, file);
  }
  return databaseOf(connection, file, options.collections);
}

function connect(file: string): DatabaseSync {
  try {
    // Personal data, here and in what is kept beside it: no other account of the machine may read it.
    makeFolder(dirname(file));
    // SQLite gives its other files the same mode.
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
    const connection = new DatabaseSync(file);
    try {
      // Exclusive: one server a file, and reads need no lock calls (half the time of a get).
      connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  } catch (error) {
    throw refusal(error, file);
  }
}

/** Step by step: where nothing can be made (below /proc), Node's recursive mkdir tries for ever. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function checkOrCreate(connection: DatabaseSync, file: string): void {
  const version = pragma(connection, 'user_version');
  const empty = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;
  if (empty && version === 0) {
    connection.exec(
      `BEGIN; ${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}; COMMIT`,
    );
    return;
  }
  if (pragma(connection, 'application_id') !== applicationId) {
    throw new DatabaseRefusedError(`${file} is the database of another program; choose another file`);
  }
  if (version > schemaVersion) {
    throw new DatabaseRefusedError(
      `${file} was written by a newer PriceHawk (format ${version}, this one knows ${schemaVersion}) and was left as it ` +
        'is; start that newer version, or restore a backup made before the update',
    );
  }
}

/** SQLite itself notices a torn or shortened file at opening; after an unclean stop every page is looked at. */
function checkContent(connection: DatabaseSync, file: string): void {
  if (statSync(file).size > fullCheckBytes) return;
  const finding = connection.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (finding !== 'ok') throw new DatabaseRefusedError(damaged(file, String(finding)));
}

function pragma(connection: DatabaseSync, name: string): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function refusal(error: unknown, file: string): Error {
  if (error instanceof DatabaseRefusedError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case sqliteCodes.busy: {
      const holder = lockHolder(file);
      return new DatabaseRefusedError(
        `${file} is in use by another PriceHawk${holder === undefined ? '' : ` (process ${holder})`}; stop it first, or choose another folder with --data`,
      );
    }
    case sqliteCodes.corrupt:
    case sqliteCodes.notADatabase:
      return new DatabaseRefusedError(damaged(file, detail), { cause: error });
    default:
      return new DatabaseRefusedError(
        `${file} cannot be opened: ${detail}; make its folder one that can be written to, or choose another with --data`,
        { cause: error },
      );
  }
}

function databaseOf(
  connection: DatabaseSync,
  file: string,
  collections: readonly CollectionDefinition[],
): SqliteDatabase {
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  let last = Number(prepare('SELECT last FROM counter').get()?.last);
  let saved = last;
  const group = new GroupCommit(connection, file, () => {
    if (last > saved) prepare('UPDATE counter SET last = ?').run(last);
    saved = last;
  });
  return {
    file,
    collections,
    prepare,
    commit: (work, durability) => group.add(work, durability),
    get commits() {
      return group.commits;
    },
    nextNumber: () => {
      last += 1;
      return last;
    },
    publishListeners: new Set(),
    backup: (to) => {
      connection.prepare('VACUUM INTO ?').run(to);
    },
    close: () => {
      if (!connection.isOpen) return;
      group.close();
      connection.close();
      removeLockFile(file);
    },
  };
}
