import { createHash } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Random } from '../ports/clock.ts';
import { type Mail, type MailDelivery, mail } from '../ports/delivery.ts';

const outboxFile = z.object({
  idempotencyKey: z.string(),
  sentAtMs: z.number(),
  mails: z.array(mail),
});

/** One mail in the outbox; `id` is the provider id its delivery gave. */
export interface OutboxEntry {
  readonly id: string;
  readonly sentAtMs: number;
  readonly mail: Mail;
}

export interface Outbox extends MailDelivery {
  /** Deletes hand-overs of 30 days ago and what a killed process had half written, at most `limit`; how many. */
  deleteExpired(nowMs: number, limit: number): Promise<number>;
}

const keptForMs = 30 * 86_400_000;
/** No writing takes this long: what is older was left behind. */
const abandonedAfterMs = 3_600_000;

/**
 * Mail without an account: each hand-over is kept as one file of a folder, named by its idempotency key, so that the
 * same mails are kept once. As with a provider, another payload under the same key is rejected.
 */
export function createOutbox(folder: string, options: { readonly clock: Clock; readonly random: Random }): Outbox {
  return {
    async send(mails, idempotencyKey) {
      const name = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
      const path = join(folder, `${name}.json`);
      const content = { idempotencyKey, sentAtMs: options.clock.nowMs(), mails };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!(await createWhole(path, JSON.stringify(content, null, 2), options.random.nonce()))) {
        const kept = await readOutboxFile(path);
        if (JSON.stringify(kept.mails) !== JSON.stringify(outboxFile.shape.mails.parse(mails)))
          return { type: 'rejected', reason: 'outbox: the same key with other mails' };
      }
      return { type: 'accepted', providerIds: mails.map((_, place) => `${name}-${place}`) };
    },

    async deleteExpired(nowMs, limit) {
      let deleted = 0;
      for (const name of await readdirOrNone(folder)) {
        const keptMs = isKept(name) ? keptForMs : isDraft(name) ? abandonedAfterMs : Number.POSITIVE_INFINITY;
        // A draft becomes a mail at any moment.
        const file = await stat(join(folder, name)).catch(undefinedIfGone);
        if (!file || file.mtimeMs + keptMs > nowMs) continue;
        await rm(join(folder, name), { force: true });
        deleted += 1;
        if (deleted === limit) break;
      }
      return deleted;
    },
  };
}

/** The mails kept in the folder, newest first, at most `limit`. */
export async function outboxEntries(folder: string, limit = 100): Promise<OutboxEntry[]> {
  const names = (await readdirOrNone(folder)).filter(isKept);
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      mtimeMs: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const newest = files.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(0, limit);
  const contents = await Promise.all(newest.map(({ name }) => entriesOf(folder, name)));
  return contents
    .flat()
    .sort((a, b) => b.sentAtMs - a.sentAtMs)
    .slice(0, limit);
}

/** The mails of one file; none where it has been deleted meanwhile or somebody has written into it. */
async function entriesOf(folder: string, name: string): Promise<OutboxEntry[]> {
  const content = await readOutboxFile(join(folder, name)).catch(() => undefined);
  if (!content) return [];
  return content.mails.map((mail, place) => ({
    id: `${name.slice(0, 32)}-${place}`,
    sentAtMs: content.sentAtMs,
    mail,
  }));
}

const isKept = (name: string): boolean => /^[0-9a-f]{32}\.json$/.test(name);
const isDraft = (name: string): boolean => /^[0-9a-f]{32}\.json\.\S+\.draft$/.test(name);

/** Creates the file with its whole content or not at all; false where it exists already. */
async function createWhole(path: string, content: string, nonce: string): Promise<boolean> {
  const draft = `${path}.${nonce}.draft`;
  // A mail carries addresses, and links that let whoever has them in: no other account of the machine may read it.
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

async function readOutboxFile(path: string) {
  return outboxFile.parse(JSON.parse(await readFile(path, 'utf8')));
}

function undefinedIfGone(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
}

async function readdirOrNone(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
