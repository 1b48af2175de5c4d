import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOutbox, outboxEntries } from '../../shared/adapters/outbox.ts';
import type { Mail } from '../../shared/ports/delivery.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { sequentialRandom } from '../support/sequential-random.ts';

let folder: string;
const clock = new ManualClock();
const anyTime = new AbortController().signal;
const random = sequentialRandom('draft');
const outbox = () => createOutbox(join(folder, 'outbox'), { clock, random });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'));
});
afterEach(() => rm(folder, { recursive: true }));

function mail(to: string): Mail {
  return { from: 'a@b.example', to, subject: 'Subject', html: '<p>Hi</p>', text: 'Hi', headers: { 'X-Test': '1' } };
}

test('mails are kept in order, newest first', async () => {
  await outbox().send([mail('one@x.example'), mail('two@x.example')], 'first', anyTime);
  clock.advance(1_000);
  const outcome = await outbox().send([mail('three@x.example')], 'second', anyTime);
  const entries = await outboxEntries(join(folder, 'outbox'));
  expect(entries.map((entry) => entry.mail.to)).toEqual(['three@x.example', 'one@x.example', 'two@x.example']);
  expect(outcome).toEqual({ type: 'accepted', providerIds: [entries[0]?.id] });
  expect(entries[0]?.mail).toEqual(mail('three@x.example'));
});

test('the same mails under the same key are kept once, also when they come at the same moment', async () => {
  const outcomes = await Promise.all([
    outbox().send([mail('one@x.example')], 'key', anyTime),
    createOutbox(join(folder, 'outbox'), { clock, random: sequentialRandom('other') }).send(
      [mail('one@x.example')],
      'key',
      anyTime,
    ),
  ]);
  expect(outcomes[0]).toEqual(outcomes[1]);
  expect(await outboxEntries(join(folder, 'outbox'))).toHaveLength(1);
  expect(await readdir(join(folder, 'outbox'))).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')('no other account of the machine reads a mail', async () => {
  await outbox().send([mail('one@x.example')], 'key', anyTime);
  const kept = await readdir(folder, { recursive: true });
  expect(kept).toHaveLength(2);
  for (const path of kept) expect((await stat(join(folder, path))).mode & 0o077).toBe(0);
});

test('other mails under the same key are rejected', async () => {
  await outbox().send([mail('one@x.example')], 'key', anyTime);
  expect((await outbox().send([mail('two@x.example')], 'key', anyTime)).type).toBe('rejected');
});

test('mails of 30 days ago and abandoned drafts are deleted, and nothing else', async () => {
  const kept = join(folder, 'outbox');
  const send = (key: string) => outbox().send([mail(`${key}@x.example`)], key, anyTime);
  const age = async (name: string, ageMs: number) => {
    const seconds = (clock.nowMs() - ageMs) / 1_000;
    await utimes(join(kept, name), seconds, seconds);
  };
  await send('old');
  const [old = ''] = await readdir(kept);
  await send('new');
  const [fresh = ''] = (await readdir(kept)).filter((name) => name !== old);
  for (const name of [`${old}.a.draft`, `${old}.b.draft`, 'notes.txt']) await writeFile(join(kept, name), '');
  await age(old, 30 * 86_400_000);
  await age(fresh, 29 * 86_400_000);
  await age(`${old}.a.draft`, 3_600_000);
  await age(`${old}.b.draft`, 1_000);
  await age('notes.txt', 400 * 86_400_000);
  expect(await outbox().deleteExpired(clock.nowMs(), 1)).toBe(1);
  expect(await outbox().deleteExpired(clock.nowMs(), 10)).toBe(1);
  expect((await readdir(kept)).sort()).toEqual([fresh, `${old}.b.draft`, 'notes.txt'].sort());
  expect(await createOutbox(join(folder, 'none'), { clock, random }).deleteExpired(clock.nowMs(), 10)).toBe(0);
});

test('a mail deleted or damaged while the outbox is read is left out', async () => {
  const kept = join(folder, 'outbox');
  await outbox().send([mail('one@x.example')], 'first', anyTime);
  await writeFile(join(kept, `${'0'.repeat(32)}.json`), '{"mails":');
  expect((await outboxEntries(kept)).map((entry) => entry.mail.to)).toEqual(['one@x.example']);
});

test('a folder that does not exist is an empty outbox', async () => {
  expect(await outboxEntries(join(folder, 'none'))).toEqual([]);
});
