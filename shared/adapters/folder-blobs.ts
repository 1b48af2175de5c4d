import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkBlobName } from '../ports/blob-name.ts';
import type { Blobs } from '../ports/blobs.ts';

/** Blobs whose store deletes what has expired only when asked. */
export interface FolderBlobs extends Blobs {
  /**
   * Deletes blobs whose expiry is at most `nowMs`, at most `limit`; how many it deleted. Also clears away what a killed
   * process had half written.
   */
  deleteExpired(nowMs: number, limit: number): Promise<number>;
}

interface Heading {
  readonly contentType: string;
  readonly expiresAtMs?: number;
}

// Neither character can be part of a name: so a blob `a` never meets the folder of a blob `a/b`, nor a file half written.
const blobEnding = '=';
const temporaryPrefix = '+';
const headingLimitBytes = 4_096;
/** No writing takes this long: what is older was left behind. */
const abandonedAfterMs = 3_600_000;

/**
 * The blob port in one folder. A blob is one file: a line of JSON (content type, expiry), then its bytes; it is written
 * beside its place, flushed, then renamed, so that a reader or a crash finds the old blob or the new one.
 */
export function folderBlobs(folder: string): FolderBlobs {
  const fileOf = (name: string): string => {
    checkBlobName(name);
    return join(folder, ...name.split('/')) + blobEnding;
  };

  return {
    put: async (name, bytes, { contentType, expiresAtMs }) => {
      const file = fileOf(name);
      const heading: Heading = { contentType, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) };
      const temporary = join(dirname(file), temporaryPrefix + randomUUID());
      await mkdir(dirname(file), { recursive: true });
      try {
        await writeDurably(temporary, Buffer.from(`${JSON.stringify(heading)}\n`), bytes);
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },

    get: async (name) => {
      const content = await readFile(fileOf(name)).catch(undefinedWhenMissing);
      if (!content) return undefined;
      const end = content.indexOf('\n');
      return { bytes: content.subarray(end + 1), contentType: headingOf(content.subarray(0, end)).contentType };
    },

    delete: async (name) => rm(fileOf(name), { force: true }),

    list: async (prefix, limit) => {
      const names: string[] = [];
      for await (const path of filesBelow(folder, prefix)) {
        const name = blobName(path);
        if (name !== undefined) names.push(name);
      }
      return names.sort(byCharacters).slice(0, limit);
    },

    deleteExpired: async (nowMs, limit) => {
      let deleted = 0;
      for await (const path of filesBelow(folder, '')) {
        if (deleted === limit) break;
        const name = blobName(path);
        if (name === undefined) {
          await removeAbandoned(join(folder, path), nowMs);
          continue;
        }
        const { expiresAtMs } = await readHeading(fileOf(name));
        if (expiresAtMs === undefined || expiresAtMs > nowMs) continue;
        await rm(fileOf(name), { force: true });
        deleted += 1;
      }
      return deleted;
    },
  };
}

async function writeDurably(file: string, ...parts: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writev(parts);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Slash-separated paths of files that begin with the prefix, unsorted; folders that cannot hold one are not opened. */
async function* filesBelow(root: string, prefix: string, folder = ''): AsyncGenerator<string> {
  const entries = await opendir(join(root, folder)).catch(undefinedWhenMissing);
  if (!entries) return;
  for await (const entry of entries) {
    const path = folder + entry.name;
    const below = `${path}/`;
    if (!entry.isDirectory()) {
      if (path.startsWith(prefix)) yield path;
    } else if (below.startsWith(prefix) || prefix.startsWith(below)) yield* filesBelow(root, prefix, below);
  }
}

/** The blob kept in a file; undefined for a file that is still being written. */
function blobName(path: string): string | undefined {
  return path.endsWith(blobEnding) ? path.slice(0, -blobEnding.length) : undefined;
}

async function removeAbandoned(file: string, nowMs: number): Promise<void> {
  const { mtimeMs } = (await stat(file).catch(undefinedWhenMissing)) ?? { mtimeMs: nowMs };
  if (mtimeMs + abandonedAfterMs <= nowMs) await rm(file, { force: true });
}

async function readHeading(file: string): Promise<Partial<Heading>> {
  const handle: FileHandle | undefined = await open(file).catch(undefinedWhenMissing);
  if (!handle) return {};
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headingLimitBytes), 0, headingLimitBytes, 0);
    return headingOf(buffer.subarray(0, buffer.subarray(0, bytesRead).indexOf('\n')));
  } finally {
    await handle.close();
  }
}

/** Every file here was written whole by `put`. */
function headingOf(line: Uint8Array): Heading {
  return JSON.parse(Buffer.from(line).toString());
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function byCharacters(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
