import { join } from 'node:path';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { contractCollections } from './contract-documents.ts';
import { describeDocuments } from './documents.contract.ts';

describeDocuments('one SQLite file', async () => {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder.path, 'test.db'), { collections: Object.values(contractCollections) });
  return {
    documents: sqliteDocuments(database, 'catalogue'),
    close: async () => {
      database.close();
      folder.remove();
    },
  };
});
