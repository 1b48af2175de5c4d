import type { DatabaseSync } from 'node:sqlite';
import { storageFailure } from './storage-error.ts';

/**
 * `flushed`: on the disk, whatever happens. `written`: survives the end of the process; the system's own end may undo it
 * together with all that is written after it, until the next flush.
 */
export type Durability = 'flushed' | 'written';

interface Job {
  readonly durability: Durability;
  /** Runs the work, keeps its result or its error. Throws only when the file itself fails. */
  readonly run: () => void;
  /** Tells the caller, after the shared commit. */
  readonly settle: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Writers of one turn of the event loop share one transaction, and so one flush to the disk. Each works in a savepoint:
 * one that throws is undone alone. All are told after the commit.
 */
export class GroupCommit {
  readonly #connection: DatabaseSync;
  readonly #file: string;
  readonly #beforeCommit: () => void;
  #waiting: Job[] = [];
  #turn: NodeJS.Immediate | undefined;
  #synchronous: 'FULL' | 'NORMAL' = 'FULL';
  #commits = 0;
  #closed = false;

  /** `beforeCommit` runs inside every shared transaction, after the writers. */
  constructor(connection: DatabaseSync, file: string, beforeCommit: () => void) {
    this.#connection = connection;
    this.#file = file;
    this.#beforeCommit = beforeCommit;
  }

  /** How many commits there were: while it stays the same, nothing that was read has changed. */
  get commits(): number {
    return this.#commits;
  }

  /** Resolves with what `work` gives once it is durable. Rejects with what it throws, and then nothing of it is kept. */
  add<T>(work: () => T, durability: Durability = 'flushed'): Promise<T> {
    if (this.#closed) return Promise.reject(new Error(`${this.#file} is closed`));
    return new Promise<T>((resolve, reject) => {
      let settle: () => void = () => {};
      const run = () => {
        this.#connection.exec('SAVEPOINT writer');
        try {
          const result = work();
          this.#connection.exec('RELEASE writer');
          settle = () => resolve(result);
        } catch (error) {
          if (storageFailure(error, this.#file) || !this.#connection.isTransaction) throw error;
          this.#connection.exec('ROLLBACK TO writer; RELEASE writer');
          settle = () => reject(error);
        }
      };
      this.#waiting.push({ durability, run, settle: () => settle(), reject });
      this.#turn ??= setImmediate(() => this.flush());
    });
  }

  /** Commits what waits and takes no more. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  /** Commits at once what waits. */
  flush(): void {
    if (this.#turn) clearImmediate(this.#turn);
    this.#turn = undefined;
    const jobs = this.#waiting;
    this.#waiting = [];
    if (jobs.length === 0) return;
    try {
      this.#syncWith(jobs.some(({ durability }) => durability === 'flushed') ? 'FULL' : 'NORMAL');
      this.#connection.exec('BEGIN IMMEDIATE');
      for (const job of jobs) job.run();
      this.#beforeCommit();
      this.#connection.exec('COMMIT');
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      const failure = storageFailure(error, this.#file) ?? asError(error);
      for (const job of jobs) job.reject(failure);
      return;
    }
    this.#commits += 1;
    for (const job of jobs) job.settle();
  }

  /** NORMAL leaves out the flush after a commit (https://sqlite.org/pragma.html#pragma_synchronous, in WAL mode). */
  #syncWith(synchronous: 'FULL' | 'NORMAL'): void {
    if (synchronous === this.#synchronous) return;
    this.#connection.exec(`PRAGMA synchronous = ${synchronous}`);
    this.#synchronous = synchronous;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
