import type { Clock, Random } from '../../ports/clock.ts';
import {
  AlreadyExistsError,
  ConflictError,
  type DatabaseName,
  type DocumentKey,
  type Documents,
  NotFoundError,
  type Write,
} from '../../ports/documents.ts';
import { retryPolicies } from '../../runtime/retry.ts';
import { callWithRetries, status, statusOf } from '../google-call.ts';
import type { FirestoreClient } from './firestore-client.ts';
import { firestoreRoot } from './firestore-names.ts';
import { createFirestoreRpc, type FirestoreRpc } from './firestore-rpc.ts';
import { runTransaction } from './firestore-transaction.ts';

/** One Firestore database behind the document port. */
export function createFirestoreDocuments(deps: {
  readonly connect: () => Promise<FirestoreClient>;
  readonly projectId: string;
  readonly database: DatabaseName;
  readonly clock: Clock;
  readonly random: Random;
}): Documents {
  const { clock, random } = deps;
  const plain = createFirestoreRpc(deps.connect, firestoreRoot(deps.projectId, deps.database));
  const rpc: FirestoreRpc = {
    ...plain,
    commit: (writes, transaction) =>
      plain.commit(writes, transaction).catch((error: unknown) => {
        throw inPortWords(error, writes);
      }),
  };
  const retried = <R>(what: string, call: () => Promise<R>) => callWithRetries(clock, retryPolicies.store, what, call);
  const getAll = async (keys: readonly DocumentKey[]) => {
    if (keys.length === 0) return [];
    const { documents } = await retried('a read', () => rpc.read(keys));
    return documents;
  };
  return {
    getAll,
    get: async (key) => (await getAll([key]))[0],
    write: async (writes) => {
      if (writes.length > 0) await retried('a write', () => rpc.commit(writes));
    },
    transaction: (decide) => runTransaction({ rpc, clock, random }, decide),
    query: (query) => retried(`the query ${query.query}`, () => rpc.query(query)),
    count: (query) => retried(`the count ${query.query}`, () => rpc.count(query)),
  };
}

/** What a refused commit means; an error that says nothing about preconditions is given back as it is. */
function inPortWords(error: unknown, writes: readonly Write[]): unknown {
  const cause = { cause: error };
  switch (statusOf(error)) {
    case status.alreadyExists:
      return new AlreadyExistsError('a document to be created exists', cause);
    case status.failedPrecondition:
      return new ConflictError('a document has changed since it was read', cause);
    case status.notFound: {
      const unversioned = writes.some((write) => write.type === 'update' && write.version === undefined);
      return unversioned
        ? new NotFoundError('a document to be updated does not exist', cause)
        : new ConflictError('a document is gone since it was read', cause);
    }
    default:
      return error;
  }
}
