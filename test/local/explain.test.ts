import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { allCollections } from '../../shared/documents/all-collections.ts';
import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { startLocalServer } from '../servers/local-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { WatchedShop } from '../support/watched-shop.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());

let glitch: Anomaly;
beforeAll(async () => {
  const shop = new WatchedShop();
  const id = await shop.watch('kettle', 20_000);
  await shop.look(id, 2_640);
  const found = await shop.anomaly(id);
  if (!found) throw new Error('nothing was suspected');
  glitch = found;
});

const explain = (...flags: readonly string[]) =>
  promisify(execFile)(process.execPath, ['infra/local/explain.ts', ...flags], { cwd: root }).then(
    ({ stdout }) => ({ stdout, stderr: '' }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ stdout, stderr }),
  );
/** Nothing listens there. */
const nowhere = ['--port', '2'];

it('explains an anomaly of the data folder, or says that there is none', async () => {
  const database = openDatabase(join(folder.path, 'pricehawk.sqlite'), { collections: allCollections });
  await sqliteDocuments(database, 'catalogue').write([anomalies.create('kept', glitch)]);
  database.close();
  const data = ['--data', folder.path, ...nowhere];
  // One after the other: a data folder is one process's at a time.
  const kept = await explain('kept', ...data);
  const none = await explain('none', ...data);
  expect(kept.stdout).toContain('far-below-range: The price is far below anything this offer has cost.');
  expect(kept.stdout).toContain('comes to the same in every step: first sight');
  expect(none).toMatchObject({ stdout: '', stderr: expect.stringContaining('there is no anomaly none in') });
});

it('asks the server where one runs, since it alone may read its data', async () => {
  const server = await startLocalServer(({ path }) =>
    path === '/anomalies/running'
      ? { status: 200, body: JSON.stringify({ evidence: glitch }) }
      : { status: 404, body: '{}' },
  );
  try {
    const flags = ['--data', join(folder.path, 'nothing'), '--port', new URL(server.origin).port];
    expect((await explain('running', ...flags)).stdout).toContain('First sight');
  } finally {
    await server.close();
  }
});
