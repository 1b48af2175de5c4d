import type { DatabaseSync } from 'node:sqlite';
import { storageFailure } from './storage-error.ts';

interface Job {
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
  add<T>(work: () => T): Promise<T> {
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
      this.#waiting.push({ run, settle: () => settle(), reject });
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
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
