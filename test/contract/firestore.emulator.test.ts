import { inject } from 'vitest';
import { openFirestore } from '../../shared/adapters/firestore/firestore.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';
import { describeDocuments } from './documents.contract.ts';

describeDocuments("Google's Firestore emulator", async () => {
  const store = openFirestore({
    projectId: 'contract',
    emulatorHost: inject('firestoreHost'),
    clock: systemClock,
    random: systemRandom,
  });
  return { documents: store.catalogue, close: store.close };
});
