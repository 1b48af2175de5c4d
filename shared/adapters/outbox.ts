import { createHash } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Random } from '../ports/clock.ts';
import type { Mail, MailDelivery } from '../ports/delivery.ts';

const outboxFile = z.object({
  idempotencyKey: z.string(),
  sentAtMs: z.number(),
  mails: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      subject: z.string(),
      html: z.string(),
      text: z.string(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
});

/** One mail in the outbox; `id` is the provider id its delivery gave. */
export interface OutboxEntry {
  readonly id: string;
  readonly sentAtMs: number;
  readonly mail: Mail;
}

/**
 * Mail without an account: each hand-over is kept as one file of a folder, named by its idempotency key, so that the
 * same mails are kept once. As with a provider, another payload under the same key is rejected.
 */
export function createOutbox(
  folder: string,
  options: { readonly clock: Clock; readonly random: Random },
): MailDelivery {
  return {
    async send(mails, idempotencyKey) {
      const name = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32);
      const path = join(folder, `${name}.json`);
      const content = { idempotencyKey, sentAtMs: options.clock.nowMs(), mails };
      await mkdir(folder, { recursive: true });
      if (!(await createWhole(path, JSON.stringify(content, null, 2), options.random.nonce()))) {
        const kept = await readOutboxFile(path);
        if (JSON.stringify(kept.mails) !== JSON.stringify(outboxFile.shape.mails.parse(mails)))
          return { type: 'rejected', reason: 'outbox: the same key with other mails' };
      }
      return { type: 'accepted', providerIds: mails.map((_, place) => `${name}-${place}`) };
    },
  };
}

/** The mails kept in the folder, newest first, at most `limit`. */
export async function outboxEntries(folder: string, limit = 100): Promise<OutboxEntry[]> {
  const names = (await readdirOrNone(folder)).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  const files = await Promise.all(
    names.map(async (name) => ({ name, mtimeMs: (await stat(join(folder, name))).mtimeMs })),
  );
  const newest = files.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(0, limit);
  const contents = await Promise.all(newest.map(({ name }) => readOutboxFile(join(folder, name))));
  return contents
    .flatMap(({ sentAtMs, mails }, file) =>
      mails.map((mail, place) => ({ id: `${newest[file]?.name.slice(0, 32)}-${place}`, sentAtMs, mail })),
    )
    .sort((a, b) => b.sentAtMs - a.sentAtMs)
    .slice(0, limit);
}

/** Creates the file with its whole content or not at all; false where it exists already. */
async function createWhole(path: string, content: string, nonce: string): Promise<boolean> {
  const draft = `${path}.${nonce}.draft`;
  const file = await open(draft, 'wx');
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
