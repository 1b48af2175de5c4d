import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'pricehawk-profile-';
/** No browser lives so long: it is replaced after some pages, and closed when it is idle. */
const longestLifeMs = 6 * 3_600_000;

/**
 * A new folder for one browser's profile, in temporary storage, which is memory in the cloud. Removes what browsers have
 * left there whose process was killed: a folder that has not changed for hours.
 */
export async function makeProfileFolder(nowMs: number, parent = tmpdir()): Promise<string> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  await Promise.all(names.map((name) => removeOld(join(parent, name), nowMs)));
  return mkdtemp(join(parent, prefix));
}

/** Never rejects: what cannot be removed now is removed hours later. */
export async function removeProfileFolder(path: string): Promise<void> {
  // Processes of the browser that end a moment later than itself may still be writing.
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => {});
}

async function removeOld(path: string, nowMs: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && nowMs - found.mtimeMs > longestLifeMs) await removeProfileFolder(path);
}
