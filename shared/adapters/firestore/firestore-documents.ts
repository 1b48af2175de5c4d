import type { Clock, Random } from '../../ports/clock.ts';
import { checkKey, checkQuery, checkWrites } from '../../ports/document-rules.ts';
import {
  AlreadyExistsError,
  type CollectionDefinition,
  ConflictError,
  type DatabaseName,
  type DocumentKey,
  type Documents,
  InvalidRequestError,
  NotFoundError,
  type Write,
} from '../../ports/documents.ts';
import { TransientError } from '../../runtime/errors.ts';
import { isPassing, status, statusOf } from '../google-call.ts';
import type { FirestoreClient } from './firestore-client.ts';
import { firestoreRoot } from './firestore-names.ts';
import { createFirestoreRpc, type FirestoreRpc } from './firestore-rpc.ts';
import { runTransaction } from './firestore-transaction.ts';

/**
 * One Firestore database behind the document port. What fails in passing is a TransientError: repeating it, and knowing
 * when not to, is for runtime/guarded-documents.
 */
export function createFirestoreDocuments(deps: {
  readonly connect: () => Promise<FirestoreClient>;
  readonly projectId: string;
  readonly database: DatabaseName;
  readonly clock: Clock;
  readonly random: Random;
}): Documents {
  const { clock, random } = deps;
  const root = firestoreRoot(deps.projectId, deps.database);
  const rpc = keepingRules(createFirestoreRpc(deps.connect, root), deps.database);
  const getAll = async (keys: readonly DocumentKey[]) => {
    if (keys.length === 0) return [];
    const { documents } = await asked('a read', rpc.read(keys));
    return documents;
  };
  return {
    getAll,
    get: async (key) => (await getAll([key]))[0],
    write: async (writes) => {
      if (writes.length > 0) await asked('a write', rpc.commit(writes));
    },
    transaction: (decide) => runTransaction({ rpc, clock, random }, decide),
    query: (query) => asked(`the query ${query.query}`, rpc.query(query)),
    count: (query) => asked(`the count ${query.query}`, rpc.count(query)),
  };
}

async function asked<R>(what: string, call: Promise<R>): Promise<R> {
  try {
    return await call;
  } catch (error) {
    throw isPassing(error) ? new TransientError(`${what} failed`, { cause: error }) : error;
  }
}

/** The same requests, refused where the port's rules refuse them, and with the port's errors. */
function keepingRules(rpc: FirestoreRpc, database: DatabaseName): FirestoreRpc {
  const checkCollection = (collection: CollectionDefinition) => {
    if (collection.database === database) return;
    throw new InvalidRequestError(`${collection.name} is in ${collection.database}, not in ${database}`);
  };
  return {
    ...rpc,
    read: async (keys, mode) => {
      for (const key of keys) {
        checkKey(key);
        checkCollection(key.collection);
      }
      return await rpc.read(keys, mode);
    },
    commit: async (writes, transaction) => {
      checkWrites(writes);
      for (const { key } of writes) checkCollection(key.collection);
      await rpc.commit(writes, transaction).catch((error: unknown) => {
        throw inPortWords(error, writes);
      });
    },
    query: async (query) => {
      checkQuery(query);
      checkCollection(query.collection);
      return await rpc.query(query);
    },
    count: async (query) => {
      checkQuery(query);
      checkCollection(query.collection);
      return await rpc.count(query);
    },
  };
}

/** What a refused commit means; an error that says nothing about the writes is given back as it is. */
function inPortWords(error: unknown, writes: readonly Write[]): unknown {
  const cause = { cause: error };
  switch (statusOf(error)) {
    case status.alreadyExists:
      return new AlreadyExistsError('a document to be created exists', cause);
    case status.failedPrecondition:
      return new ConflictError('a document has changed since it was read', cause);
    case status.invalidArgument:
      return new InvalidRequestError('Firestore does not take these writes', cause);
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
