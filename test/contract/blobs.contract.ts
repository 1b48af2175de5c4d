import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Blobs } from '../../shared/ports/blobs.ts';
import { InvalidRequestError } from '../../shared/ports/documents.ts';

interface OpenBlobs {
  readonly blobs: Blobs;
  close(): Promise<void>;
}

/** Everything a blob store promises. */
export function describeBlobs(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`Blobs: ${name}`, () => {
    let opened: OpenBlobs;
    let blobs: Blobs;
    beforeAll(async () => {
      opened = await open();
      blobs = opened.blobs;
    });
    afterAll(() => opened.close());

    let lastRun = 0;
    const newFolder = (): string => {
      lastRun += 1;
      return `run-${process.pid}-${Date.now().toString(36)}-${lastRun}`;
    };
    const bytesOf = (text: string) => new TextEncoder().encode(text);
    const put = (blob: string, text = blob) => blobs.put(blob, bytesOf(text), { contentType: 'text/plain' });
    const textOf = async (blob: string) => {
      const found = await blobs.get(blob);
      return found && new TextDecoder().decode(found.bytes);
    };

    it('gives back the bytes and the content type', async () => {
      const blob = `${newFolder()}/every-byte.bin`;
      const bytes = Uint8Array.from({ length: 70_000 }, (_, place) => place % 256);
      await blobs.put(blob, bytes, { contentType: 'image/webp', expiresAtMs: Date.now() + 3_600_000 });
      const found = await blobs.get(blob);
      expect(found?.contentType).toBe('image/webp');
      expect(Buffer.compare(found?.bytes ?? new Uint8Array(), bytes)).toBe(0);
    });

    it('keeps an empty blob, and bytes that begin with a line break', async () => {
      const folder = newFolder();
      await put(`${folder}/empty`, '');
      await put(`${folder}/break`, '\n{"x":1}\n');
      expect(await textOf(`${folder}/empty`)).toBe('');
      expect(await textOf(`${folder}/break`)).toBe('\n{"x":1}\n');
    });

    it('knows nothing of a blob that was never put', async () => {
      expect(await blobs.get(`${newFolder()}/nothing`)).toBeUndefined();
    });

    it('replaces what is there, content type included', async () => {
      const blob = `${newFolder()}/page.html`;
      await put(blob, 'a longer first version');
      await blobs.put(blob, bytesOf('second'), { contentType: 'text/html; charset=utf-8' });
      expect(await textOf(blob)).toBe('second');
      expect((await blobs.get(blob))?.contentType).toBe('text/html; charset=utf-8');
    });

    it('shows one whole version to readers while it is replaced', async () => {
      const blob = `${newFolder()}/busy`;
      const versions = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(50_000));
      await put(blob, versions[0]);
      const writing = Promise.all(versions.map((version) => put(blob, version)));
      const seen = await Promise.all(Array.from({ length: 20 }, () => textOf(blob)));
      await writing;
      for (const text of seen) expect(versions).toContain(text);
    });

    it('deletes, and does not mind deleting what is not there', async () => {
      const blob = `${newFolder()}/gone`;
      await put(blob);
      await blobs.delete(blob);
      expect(await blobs.get(blob)).toBeUndefined();
      await blobs.delete(blob);
    });

    it('keeps a blob beside others whose names lead through it', async () => {
      const folder = newFolder();
      const names = [`${folder}/a`, `${folder}/a/b`, `${folder}/a/b/c`, `${folder}/a.b`];
      for (const blob of names) await put(blob);
      for (const blob of names) expect(await textOf(blob)).toBe(blob);
    });

    it('lists by prefix, sorted, within the limit', async () => {
      const folder = newFolder();
      for (const blob of ['b', 'a/2', 'a/1', 'ab', 'a/1/x', 'B', 'a-1']) await put(`${folder}/${blob}`);
      const list = async (prefix: string, limit = 100) =>
        (await blobs.list(`${folder}/${prefix}`, limit)).map((blob) => blob.slice(folder.length + 1));
      expect(await list('')).toEqual(['B', 'a-1', 'a/1', 'a/1/x', 'a/2', 'ab', 'b']);
      expect(await list('a/')).toEqual(['a/1', 'a/1/x', 'a/2']);
      expect(await list('a')).toEqual(['a-1', 'a/1', 'a/1/x', 'a/2', 'ab']);
      expect(await list('', 2)).toEqual(['B', 'a-1']);
      expect(await list('none')).toEqual([]);
      await blobs.delete(`${folder}/a/1`);
      expect(await list('a/')).toEqual(['a/1/x', 'a/2']);
    });

    it.each([
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../../b',
      'a/./b',
      'a\\b',
      'a\0b',
      'ü',
      'a b',
      'a%2e',
      'x'.repeat(201),
    ])('refuses the name %j', async (blob) => {
      await expect(put(blob)).rejects.toThrow(InvalidRequestError);
      await expect(blobs.get(blob)).rejects.toThrow(InvalidRequestError);
      await expect(blobs.delete(blob)).rejects.toThrow(InvalidRequestError);
    });
  });
}
