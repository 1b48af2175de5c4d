import { basename } from 'node:path';
import { TransientError } from '../../runtime/errors.ts';

/** The database file cannot be used; the message is one line that says why and what to do. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError';
}

// Primary result codes, https://www.sqlite.org/rescode.html
export const sqliteCodes = {
  busy: 5,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
};

/** SQLite's primary result code of an error thrown by node:sqlite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Why the file can take no writes at the moment, in one line; undefined when the error is the fault of one caller. */
export function storageFailure(error: unknown, file: string): Error | undefined {
  const name = basename(file);
  const detail = error instanceof Error ? error.message : String(error);
  switch (sqliteCode(error)) {
    case sqliteCodes.full:
      return new TransientError(`${name}: the disk is full, nothing was saved`, { cause: error });
    case sqliteCodes.readOnly:
      return new TransientError(`${name}: the file is read-only, nothing was saved`, { cause: error });
    case sqliteCodes.io:
    case sqliteCodes.noMemory:
      return new TransientError(`${name}: writing failed (${detail}), nothing was saved`, { cause: error });
    case sqliteCodes.corrupt:
    case sqliteCodes.notADatabase:
      return new DatabaseRefusedError(damaged(file, detail), { cause: error });
    default:
      return undefined;
  }
}

export function damaged(file: string, detail: string): string {
  return (
    `${file} is damaged (${detail.replaceAll(/\s+/g, ' ')}) and was left as it is. To restore: move it and ${basename(file)}-wal away, ` +
    `then copy a backup into its place, or save what can be read with: sqlite3 OLD .recover | sqlite3 ${basename(file)}`
  );
}
