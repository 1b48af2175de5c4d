import type { DocumentKey, DocumentQuery, StoredDocument, Write } from '../../ports/documents.ts';
import { callOptions } from '../google-call.ts';
import type { DocumentMessage, FirestoreClient } from './firestore-client.ts';
import { documentId, documentName, type FirestoreRoot } from './firestore-names.ts';
import { toStructuredQuery } from './firestore-query.ts';
import { decodeDocument } from './firestore-values.ts';
import { timeToVersion } from './firestore-version.ts';
import { toWriteMessage } from './firestore-writes.ts';

/** The transaction a read belongs to: one that has begun, or a new one to begin with it. */
export type ReadMode =
  | { readonly transaction: Uint8Array }
  | { readonly newTransaction: { readonly readWrite: { readonly retryTransaction?: Uint8Array } } };

/** One request of Firestore's API a method, in the port's words; errors are the client's own. */
export interface FirestoreRpc {
  read(
    keys: readonly DocumentKey[],
    mode?: ReadMode,
  ): Promise<{ readonly documents: (StoredDocument | undefined)[]; readonly transaction: Uint8Array | undefined }>;
  commit(writes: readonly Write[], transaction?: Uint8Array): Promise<void>;
  rollback(transaction: Uint8Array): Promise<void>;
  query(query: DocumentQuery): Promise<StoredDocument[]>;
  count(query: Omit<DocumentQuery, 'limit' | 'after'>): Promise<number>;
}

export function createFirestoreRpc(connect: () => Promise<FirestoreClient>, root: FirestoreRoot): FirestoreRpc {
  const parent = root.documents;
  return {
    read: async (keys, mode = undefined) => {
      const names = keys.map((key) => documentName(root, key));
      const client = await connect();
      const found = new Map<string, StoredDocument>();
      let transaction: Uint8Array | undefined;
      const request = { database: root.database, documents: [...new Set(names)], ...mode };
      for await (const response of client.batchGetDocuments(request, callOptions)) {
        if (response.transaction?.length > 0) transaction = response.transaction;
        if (response.found) found.set(response.found.name, toStoredDocument(response.found));
      }
      return { documents: names.map((name) => found.get(name)), transaction };
    },
    commit: async (writes, transaction) => {
      const client = await connect();
      const messages = writes.map((write) => toWriteMessage(root, write));
      const request = { database: root.database, writes: messages, ...(transaction ? { transaction } : {}) };
      await client.commit(request, callOptions);
    },
    rollback: async (transaction) => {
      const client = await connect();
      await client.rollback({ database: root.database, transaction }, callOptions);
    },
    query: async (query) => {
      const client = await connect();
      const documents: StoredDocument[] = [];
      const structuredQuery = toStructuredQuery(root, query);
      for await (const response of client.runQuery({ parent, structuredQuery }, callOptions)) {
        if (response.document) documents.push(toStoredDocument(response.document));
      }
      return documents;
    },
    count: async (query) => {
      const client = await connect();
      const structuredAggregationQuery = {
        structuredQuery: toStructuredQuery(root, query),
        aggregations: [{ alias: 'count', count: {} }],
      };
      for await (const { result } of client.runAggregationQuery({ parent, structuredAggregationQuery }, callOptions)) {
        if (result) return Number(result.aggregateFields.count.integerValue);
      }
      return 0;
    },
  };
}

function toStoredDocument(document: DocumentMessage): StoredDocument {
  return {
    id: documentId(document.name ?? ''),
    data: decodeDocument(document.fields),
    version: timeToVersion(document.updateTime),
  };
}
