import type firestore from '@google-cloud/firestore';

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
  if (emulatorHost === undefined) return new module.v1.FirestoreClient();
  const { credentials } = await import('@grpc/grpc-js');
  const [servicePath, port] = emulatorHost.split(':');
  // `sslCreds` is passed on to gRPC; the type of the options does not list it.
  return new module.v1.FirestoreClient({
    servicePath,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
  } as ConstructorParameters<typeof module.v1.FirestoreClient>[0]);
}
