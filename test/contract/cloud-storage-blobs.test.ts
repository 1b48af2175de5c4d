import { createCloudStorageBlobs } from '../../shared/adapters/cloud-storage-blobs.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import { startCloudStorage } from '../servers/cloud-storage.ts';
import { describeBlobs } from './blobs.contract.ts';

describeBlobs('Cloud Storage', async () => {
  const server = await startCloudStorage('snapshots');
  return {
    blobs: createCloudStorageBlobs({
      projectId: 'contract',
      bucket: 'snapshots',
      apiEndpoint: server.url,
      clock: systemClock,
    }),
    close: async () => server.stop(),
  };
});
