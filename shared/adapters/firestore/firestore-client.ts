import type firestore from '@google-cloud/firestore';
import { emulatorOptions } from '../google-emulator.ts';

/**
 * The generated client of Firestore's own API. One client (one connection) serves both databases, and every write can
 * carry any precondition in one request, which the hand-written client does not offer for `set`.
 */
export type FirestoreClient = InstanceType<typeof firestore.v1.FirestoreClient>;

type CommitRequest = NonNullable<Parameters<FirestoreClient['commit']>[0]>;
type RunQueryRequest = NonNullable<Parameters<FirestoreClient['runQuery']>[0]>;
export type WriteMessage = NonNullable<CommitRequest['writes']>[number];
export type Precondition = NonNullable<WriteMessage['currentDocument']>;
export type StructuredQuery = NonNullable<RunQueryRequest['structuredQuery']>;
export type FilterMessage = NonNullable<StructuredQuery['where']>;
export type DocumentMessage = NonNullable<WriteMessage['update']>;
export type FieldMap = NonNullable<DocumentMessage['fields']>;
export type ValueMessage = FieldMap[string];

/** Imports the package (a tenth of a second) only when the first request needs it. */
export async function connectFirestore(emulatorHost: string | undefined): Promise<FirestoreClient> {
  const { default: module } = await import('@google-cloud/firestore');
  return new module.v1.FirestoreClient(emulatorHost === undefined ? {} : await emulatorOptions(emulatorHost));
}
