import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Says who has a database file open. It only names the holder: what keeps a second server out is SQLite's exclusive lock
 * on the database itself, which the operating system drops with the process. So a lock file left by a killed process, or
 * one whose pid now belongs to another program, never locks anybody out.
 */
function lockFileOf(file: string): string {
  return `${file}.lock`;
}

/** The pid in the lock file; undefined where there is none. */
export function lockHolder(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(lockFileOf(file), 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

export function writeLockFile(file: string, pid: number): void {
  writeFileSync(lockFileOf(file), `${pid}\n`);
}

export function removeLockFile(file: string): void {
  rmSync(lockFileOf(file), { force: true });
}
