import type { Clock, Random } from '../../ports/clock.ts';
import type { Documents } from '../../ports/documents.ts';
import { connectFirestore, type FirestoreClient } from './firestore-client.ts';
import { createFirestoreDocuments } from './firestore-documents.ts';

/** Both databases over one connection, made when the first request needs it. */
export function openFirestore(deps: {
  readonly projectId: string;
  /** `host:port` of an emulator; undefined: Google Cloud. */
  readonly emulatorHost?: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
}): { readonly catalogue: Documents; readonly people: Documents; close(): Promise<void> } {
  let client: Promise<FirestoreClient> | undefined;
  const connect = () => {
    client ??= connectFirestore(deps.emulatorHost);
    return client;
  };
  return {
    catalogue: createFirestoreDocuments({ ...deps, connect, database: 'catalogue' }),
    people: createFirestoreDocuments({ ...deps, connect, database: 'people' }),
    close: async () => {
      await (await client)?.close();
    },
  };
}
