import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCloudStorageBlobs } from '../../shared/adapters/cloud-storage-blobs.ts';
import type { Blobs } from '../../shared/ports/blobs.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { type CloudStorageServer, startCloudStorage } from '../servers/cloud-storage.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('Cloud Storage blobs', () => {
  let server: CloudStorageServer;
  let blobs: Blobs;
  beforeEach(async () => {
    server = await startCloudStorage('snapshots');
    blobs = createCloudStorageBlobs({
      projectId: 'shop',
      bucket: 'snapshots',
      apiEndpoint: server.url,
      clock: new ManualClock(0, { autoAdvance: true }),
    });
  });
  afterEach(() => server.stop());
  const page = new TextEncoder().encode('<p>9.99</p>');

  it('mark an expiry as the time from which the bucket may delete the object', async () => {
    const expiresAtMs = Date.UTC(2026, 5, 1, 12);
    await blobs.put('page', page, { contentType: 'text/html', expiresAtMs });
    expect(server.objects.get('page')?.customTime).toBe('2026-06-01T12:00:00.000Z');
  });

  it('are stored, read, listed and deleted with one request each', async () => {
    await blobs.put('page', page, { contentType: 'text/html' });
    await blobs.get('page');
    await blobs.list('', 10);
    await blobs.delete('page');
    expect(server.requests).toEqual([
      'POST /upload/storage/v1/b/snapshots/o',
      'GET /storage/v1/b/snapshots/o/page',
      'GET /storage/v1/b/snapshots/o',
      'DELETE /storage/v1/b/snapshots/o/page',
    ]);
  });

  it('list more than one page of names where more are asked for', async () => {
    for (let n = 0; n < 1_005; n += 1) {
      server.objects.set(`a/${n}`, { bytes: Buffer.alloc(0), contentType: '', customTime: undefined, generation: n });
    }
    expect(await blobs.list('a/', 1_003)).toHaveLength(1_003);
  });

  it('are stored in spite of a failure that passes', async () => {
    server.failNext(2, 503);
    await blobs.put('page', page, { contentType: 'text/html' });
    expect(server.objects.get('page')?.bytes.toString()).toBe('<p>9.99</p>');
  });

  it('say that trying later may help when the store keeps failing', async () => {
    server.failNext(10, 503);
    await expect(blobs.get('page')).rejects.toThrow(TransientError);
  });

  it('say that it will not help when the store refuses', async () => {
    server.failNext(1, 403);
    await expect(blobs.delete('page')).rejects.not.toThrow(TransientError);
  });
});
