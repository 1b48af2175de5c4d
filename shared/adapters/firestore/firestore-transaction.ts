import type { Clock, Random } from '../../ports/clock.ts';
import { ContentionError, type DocumentReader, type Write } from '../../ports/documents.ts';
import { TransientError } from '../../runtime/errors.ts';
import { isPassing, status, statusOf } from '../google-call.ts';
import type { FirestoreRpc, ReadMode } from './firestore-rpc.ts';

const maxAttempts = 5;
/** Doubled with every attempt and spread at random, so that two rivals don't meet again. */
const firstPauseMs = 100;

type Decide<R> = (read: DocumentReader) => Promise<{ readonly writes: readonly Write[]; readonly result: R }>;

/**
 * Runs a decision in Firestore's own transactions: the first read begins one, Firestore holds what was read until the
 * commit or refuses it, and everything is then decided anew.
 *
 * @throws ContentionError after five attempts that lost against others, TransientError where the store failed in passing
 */
export async function runTransaction<R>(
  deps: { readonly rpc: FirestoreRpc; readonly clock: Clock; readonly random: Random },
  decide: Decide<R>,
): Promise<R> {
  let previous: Uint8Array | undefined;
  for (let attempt = 1; ; attempt++) {
    const reads = createTransactionReads(deps.rpc, previous);
    try {
      const { writes, result } = await decide(reads);
      const transaction = await reads.transaction();
      if (transaction || writes.length > 0) await deps.rpc.commit(writes, transaction);
      return result;
    } catch (error) {
      previous = await reads.transaction().catch(() => undefined);
      // Ends the locks at once; left alone, they end by themselves after a while.
      if (previous) await deps.rpc.rollback(previous).catch(() => undefined);
      if (!isPassing(error)) throw error;
      const cause = { cause: error };
      if (statusOf(error) !== status.aborted) throw new TransientError('a transaction failed', cause);
      if (attempt === maxAttempts)
        throw new ContentionError(`a transaction lost against others ${maxAttempts} times`, cause);
    }
    await deps.clock.sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + deps.random.fraction()));
  }
}

/** Reads of one attempt. Whichever comes first begins the transaction, the others wait for its id. */
function createTransactionReads(rpc: FirestoreRpc, previous: Uint8Array | undefined) {
  let beginning: Promise<Uint8Array | undefined> | undefined;
  const newTransaction: ReadMode = {
    newTransaction: { readWrite: previous ? { retryTransaction: previous } : {} },
  };
  const getAll: DocumentReader['getAll'] = async (keys) => {
    if (keys.length === 0) return [];
    if (beginning) {
      const transaction = await beginning;
      return (await rpc.read(keys, transaction && { transaction })).documents;
    }
    const reading = rpc.read(keys, newTransaction);
    beginning = reading.then((answer) => answer.transaction);
    return (await reading).documents;
  };
  const get: DocumentReader['get'] = async (key) => (await getAll([key]))[0];
  return { get, getAll, transaction: async () => await beginning };
}
