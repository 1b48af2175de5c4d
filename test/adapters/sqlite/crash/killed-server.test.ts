import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { embeddedQueue } from '../../../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase } from '../../../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../../../shared/adapters/sqlite/sqlite-documents.ts';
import { systemClock as clock } from '../../../../shared/adapters/system.ts';
import type { StoredDocument } from '../../../../shared/ports/documents.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { entries, entry, noting, subscriptions } from './busy-server.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const busyServer = fileURLToPath(new URL('./busy-server.ts', import.meta.url));

/** Runs the server until it has acknowledged something and a little longer, then kills it; what it acknowledged. */
async function runAndKill(file: string, firstNumber: number): Promise<number[]> {
  const server = spawn(process.execPath, [busyServer, file, String(firstNumber)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(server.stdout, 'data');
  await setTimeout(Math.random() * 150);
  server.kill('SIGKILL');
  await once(server, 'close');
  return output.split('\n').slice(0, -1).map(Number);
}

it('loses nothing acknowledged and keeps nothing half-written, whenever the server is killed', async () => {
  const file = join(folder.path, 'busy.db');
  const acknowledged = new Set<number>();
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    for (const n of await runAndKill(file, round * 1_000_000)) acknowledged.add(n);
  }
  expect(acknowledged.size).toBeGreaterThan(rounds);

  const database = openDatabase(file, { collections: [entries] });
  const documents = sqliteDocuments(database, 'catalogue');
  const queue = embeddedQueue({ database, subscriptions, clock });
  await queue.start({ note: noting(database) });
  await queue.idle();
  await queue.stop(1_000);

  const numbersOf = async (side: string): Promise<Set<number>> => {
    const numbers = new Set<number>();
    let page: StoredDocument[];
    let after: [number, string] | undefined;
    do {
      page = await documents.query({
        collection: entries,
        query: 'bySide',
        equal: { side },
        limit: 1_000,
        ...(after ? { after } : {}),
      });
      for (const { data } of page) numbers.add(Number(data.n));
      const last = page.at(-1);
      after = last && [Number(last.data.n), last.id];
    } while (page.length === 1_000);
    return numbers;
  };
  const [left, right, noted] = [await numbersOf('left'), await numbersOf('right'), await numbersOf('noted')];
  expect(left).toEqual(right);
  expect([...acknowledged].filter((n) => !left.has(n))).toEqual([]);
  expect([...acknowledged].filter((n) => !noted.has(n))).toEqual([]);
  expect([...noted].filter((n) => !left.has(n))).toEqual([]);

  const counts = await documents.getAll([0, 1, 2].map((rest) => entry(`count-${rest}`)));
  const counted = counts.reduce((sum, count) => sum + Number(count?.data.counted ?? 0), 0);
  expect(counted).toBeGreaterThanOrEqual(acknowledged.size);
  expect(counted).toBeLessThanOrEqual(left.size);
  expect(database.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
  database.close();
});
