import { DatabaseRefusedError } from '../../shared/adapters/sqlite/storage-error.ts';
import { ConfigError, TransientError } from '../../shared/runtime/errors.ts';

/** What the user of a command can mend: a setting, the database file, a full disk. */
const mendable = [ConfigError, DatabaseRefusedError, TransientError] as const;

/** Ends a command that failed: one line and code 2 for what its user can mend, a stack and code 1 for what only we can. */
export function endOnError(command: Promise<void>): void {
  command.catch((error: unknown) => {
    const expected = mendable.some((kind) => error instanceof kind);
    const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(expected ? 2 : 1);
  });
}
