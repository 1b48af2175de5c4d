import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folderBlobs } from '../../shared/adapters/folder-blobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('blobs in a folder', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const text = new TextEncoder().encode('text');

  it('deletes what has expired when asked, and nothing else', async () => {
    const blobs = folderBlobs(join(folder.path, 'expiry'));
    await blobs.put('snapshots/old', text, { contentType: 'text/html', expiresAtMs: 1_000 });
    await blobs.put('snapshots/older', text, { contentType: 'text/html', expiresAtMs: 500 });
    await blobs.put('snapshots/new', text, { contentType: 'text/html', expiresAtMs: 1_001 });
    await blobs.put('kept', text, { contentType: 'text/html' });
    expect(await blobs.deleteExpired(1_000, 1)).toBe(1);
    expect(await blobs.deleteExpired(1_000, 10)).toBe(1);
    expect(await blobs.deleteExpired(1_000, 10)).toBe(0);
    expect(await blobs.list('', 10)).toEqual(['kept', 'snapshots/new']);
  });

  it('takes no file half written by a killed process for a blob, and clears it away once it is an hour old', async () => {
    const path = join(folder.path, 'killed');
    const blobs = folderBlobs(path);
    await blobs.put('page', text, { contentType: 'text/html' });
    writeFileSync(join(path, '+half-written'), 'te');
    expect(await blobs.list('', 10)).toEqual(['page']);
    const { mtimeMs } = statSync(join(path, '+half-written'));
    await blobs.deleteExpired(mtimeMs + 3_599_000, 10);
    expect(readdirSync(path).sort()).toEqual(['+half-written', 'page=']);
    await blobs.deleteExpired(mtimeMs + 3_600_000, 10);
    expect(readdirSync(path)).toEqual(['page=']);
  });

  it('leaves nothing behind when it cannot write', async () => {
    const path = join(folder.path, 'blocked');
    const blobs = folderBlobs(path);
    await blobs.put('there/inside', text, { contentType: 'text/html' });
    writeFileSync(join(path, 'there', 'file'), '');
    await expect(blobs.put('there/file/below', text, { contentType: 'text/html' })).rejects.toThrow();
    expect(readdirSync(join(path, 'there')).sort()).toEqual(['file', 'inside=']);
  });

  it('is empty before anything was put', async () => {
    expect(await folderBlobs(join(folder.path, 'never-made')).list('', 10)).toEqual([]);
  });
});
