import { describe, expect, it } from 'vitest';
import type { FirestoreRpc, ReadMode } from '../../../shared/adapters/firestore/firestore-rpc.ts';
import { runTransaction } from '../../../shared/adapters/firestore/firestore-transaction.ts';
import { status } from '../../../shared/adapters/google-call.ts';
import { ConflictError, ContentionError, type DocumentReader, type Write } from '../../../shared/ports/documents.ts';
import { TransientError } from '../../../shared/runtime/errors.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const collection = { name: 'things', database: 'catalogue', queries: {} } as const;
const key = { collection, id: 'a' };
const write: Write = { type: 'set', key, data: {} };

/** A store whose commits end as told, one after the other, then well. Transactions are numbered from 1. */
function scriptedStore(...commits: readonly Error[]) {
  const failures = [...commits];
  const calls: string[] = [];
  let transactions = 0;
  const name = (transaction: Uint8Array | undefined) =>
    transaction ? `transaction ${transaction[0]}` : 'no transaction';
  const begun = (mode: ReadMode | undefined) => {
    if (!mode) return 'outside a transaction';
    if ('transaction' in mode) return `in ${name(mode.transaction)}`;
    const previous = mode.newTransaction.readWrite.retryTransaction;
    return previous ? `in a new transaction after ${name(previous)}` : 'in a new transaction';
  };
  const rpc: FirestoreRpc = {
    read: async (keys, mode) => {
      calls.push(`read ${begun(mode)}`);
      const isNew = mode !== undefined && 'newTransaction' in mode;
      if (isNew) transactions += 1;
      const documents = keys.map(() => undefined);
      return { documents, transaction: isNew ? Uint8Array.of(transactions) : undefined };
    },
    commit: async (_, transaction) => {
      calls.push(`commit ${name(transaction)}`);
      const failure = failures.shift();
      if (failure) throw failure;
    },
    rollback: async (transaction) => {
      calls.push(`rollback ${name(transaction)}`);
    },
    query: () => Promise.reject(new Error('not in a transaction')),
    count: () => Promise.reject(new Error('not in a transaction')),
  };
  const clock = new ManualClock(0, { autoAdvance: true });
  return { deps: { rpc, clock, random: { fraction: () => 0.5, nonce: () => 'nonce' } }, calls, clock };
}

const answer = (code: number) => Object.assign(new Error(`status ${code}`), { code });
const decide = async (read: DocumentReader) => {
  await read.get(key);
  return { writes: [write], result: 'done' };
};

describe('a Firestore transaction', () => {
  it('is two requests where nobody is in its way', async () => {
    const { deps, calls } = scriptedStore();
    expect(await runTransaction(deps, decide)).toBe('done');
    expect(calls).toEqual(['read in a new transaction', 'commit transaction 1']);
  });

  it('begins once, however many reads begin together', async () => {
    const { deps, calls } = scriptedStore();
    await runTransaction(deps, async (read) => {
      await Promise.all([read.get(key), read.get(key), read.getAll([key])]);
      return { writes: [write], result: undefined };
    });
    expect(calls).toEqual([
      'read in a new transaction',
      'read in transaction 1',
      'read in transaction 1',
      'commit transaction 1',
    ]);
  });

  it('decides anew after losing, as the successor of the transaction that lost, with growing pauses', async () => {
    const { deps, calls, clock } = scriptedStore(answer(status.aborted), answer(status.aborted));
    expect(await runTransaction(deps, decide)).toBe('done');
    expect(calls).toEqual([
      'read in a new transaction',
      'commit transaction 1',
      'rollback transaction 1',
      'read in a new transaction after transaction 1',
      'commit transaction 2',
      'rollback transaction 2',
      'read in a new transaction after transaction 2',
      'commit transaction 3',
    ]);
    expect(clock.sleptMs).toEqual([100, 200]);
  });

  it('gives up after five attempts, and says whether others were in the way or the store', async () => {
    const lost = scriptedStore(...Array.from({ length: 5 }, () => answer(status.aborted)));
    await expect(runTransaction(lost.deps, decide)).rejects.toThrow(ContentionError);
    expect(lost.calls.filter((call) => call.startsWith('commit'))).toHaveLength(5);
    const down = scriptedStore(...Array.from({ length: 5 }, () => answer(status.unavailable)));
    await expect(runTransaction(down.deps, decide)).rejects.toThrow(TransientError);
  });

  it('lets go of what it read when it cannot succeed, and does not try again', async () => {
    const { deps, calls } = scriptedStore(new ConflictError('changed'));
    await expect(runTransaction(deps, decide)).rejects.toThrow(ConflictError);
    expect(calls).toEqual(['read in a new transaction', 'commit transaction 1', 'rollback transaction 1']);
  });

  it('without reads is one commit, and without anything none', async () => {
    const writing = scriptedStore();
    await runTransaction(writing.deps, async () => ({ writes: [write], result: undefined }));
    expect(writing.calls).toEqual(['commit no transaction']);
    const idle = scriptedStore();
    await runTransaction(idle.deps, async () => ({ writes: [], result: undefined }));
    expect(idle.calls).toEqual([]);
  });
});
