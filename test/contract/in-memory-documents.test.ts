import { InMemoryDocuments } from '../support/in-memory-documents.ts';
import { describeDocuments } from './documents.contract.ts';

// Tests of handlers stand on this store: it has to keep the same rules as the real ones.
describeDocuments('the store in memory', async () => ({
  documents: new InMemoryDocuments(),
  close: async () => {},
}));
