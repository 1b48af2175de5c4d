import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { contractCollections, describeDocuments } from './documents.contract.ts';

describeDocuments('one SQLite file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pricehawk-documents-'));
  const database = openDatabase(join(folder, 'test.db'), { collections: Object.values(contractCollections) });
  return {
    documents: sqliteDocuments(database, 'catalogue'),
    close: async () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
});
