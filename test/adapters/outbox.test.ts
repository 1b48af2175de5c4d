import { mkdtemp, readdir, rm } from 'node:fs/promises';
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
const outbox = () => createOutbox(join(folder, 'outbox'), { clock, random: sequentialRandom('draft') });

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

test('other mails under the same key are rejected', async () => {
  await outbox().send([mail('one@x.example')], 'key', anyTime);
  expect((await outbox().send([mail('two@x.example')], 'key', anyTime)).type).toBe('rejected');
});

test('a folder that does not exist is an empty outbox', async () => {
  expect(await outboxEntries(join(folder, 'none'))).toEqual([]);
});
