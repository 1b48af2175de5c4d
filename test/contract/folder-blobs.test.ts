import { folderBlobs } from '../../shared/adapters/folder-blobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeBlobs } from './blobs.contract.ts';

describeBlobs('a folder', async () => {
  const folder = temporaryFolder();
  return { blobs: folderBlobs(folder.path), close: async () => folder.remove() };
});
