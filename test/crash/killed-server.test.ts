import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startDemoShop } from '../../infra/local/demo-shop/demo-shop.ts';
import { embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { freePort } from '../../infra/local/emulators/free-port.ts';
import { localSecrets } from '../../infra/local/local-secrets.ts';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { outboxEntries } from '../../shared/adapters/outbox.ts';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { allCollections } from '../../shared/documents/all-collections.ts';
import { anomalies } from '../../shared/documents/anomaly.ts';
import { deals } from '../../shared/documents/deal.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const main = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));
const folder = temporaryFolder();
afterAll(() => folder.remove());
const outboxFolder = join(folder.path, 'outbox');

interface Ports {
  readonly port: number;
  readonly demoPort: number;
}

/** Runs PriceHawk with its demo, and kills it at a random moment: while it starts, or within seconds of being ready. */
async function runAndKill({ port, demoPort }: Ports, when: 'starting' | 'running'): Promise<void> {
  const flags = ['--data', folder.path, '--port', String(port), '--demo-port', String(demoPort)];
  const server = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = once(server, 'close');
  if (when === 'running') await Promise.race([once(server.stdout, 'data'), ended]);
  await Promise.race([setTimeout(Math.random() * (when === 'running' ? 2_500 : 1_500)), ended]);
  expect(server.exitCode, complaints).toBeNull();
  server.kill('SIGKILL');
  await ended;
}

/** A later start, in which all leases of the dead have ended: looks once more, and works until nothing is left to do. */
async function finishWork({ demoPort }: Ports) {
  const clock = new ManualClock(Date.now() + 600_000);
  const shop = await startDemoShop({ port: demoPort, clock });
  const hostMap = shop.hosts.map((host) => `${host}=127.0.0.1:${shop.port}`).join(',');
  const platform = embeddedPlatform({
    settings: readSettings(['--data', folder.path, '--host-map', hostMap], {}),
    secrets: localSecrets(join(folder.path, 'secrets.json'), {}).secrets,
    retailers: [...shop.retailers, ...builtInRetailers],
    readPage: async (page, retailer, previousPrice) => readPage(page, retailer, previousPrice ? { previousPrice } : {}),
    sink: () => {},
    clock,
  });
  await platform.queue.start(wireFunctions(platform).receivers);
  for (const topics of [['release-requested', 'scan-requested'], ['release-requested']]) {
    await platform.publisher.publish(topics.map((topic) => ({ topic, body: {}, attributes: {} })));
    let isIdle = false;
    const idle = platform.queue.idle().then(() => {
      isIdle = true;
    });
    while (!isIdle) {
      await Promise.race([idle, setTimeout(20)]);
      clock.advance(1_000);
    }
  }
  const found = {
    deals: await deals.find(platform.catalogue, 'everNewest', { equal: { retractedAtMs: null }, limit: 1_000 }),
    validating: await anomalies.find(platform.catalogue, 'newestInState', {
      equal: { state: 'validating' },
      limit: 100,
    }),
    unsent: await dispatches.find(platform.people, 'due', { range: { min: 0 }, limit: 100 }),
  };
  await platform.queue.stop(1_000);
  await platform.close();
  await shop.stop();
  return found;
}

it('sends one mail for each deal however often the server is killed', async () => {
  const ports = { port: await freePort(), demoPort: await freePort() };
  for (const when of ['running', 'starting', 'running'] as const) await runAndKill(ports, when);

  const { deals: found, validating, unsent } = await finishWork(ports);
  expect(found.length).toBeGreaterThan(0);
  expect(validating).toEqual([]);
  expect(unsent).toEqual([]);
  const mails = await outboxEntries(outboxFolder, 1_000);
  const mailsAbout = (url: string) => mails.filter(({ mail }) => mail.text.includes(url)).length;
  const dealsOf = (url: string) => found.filter(({ value }) => value.url === url).length;
  const urls = [...new Set(found.map(({ value }) => value.url))];
  expect(urls.map(mailsAbout)).toEqual(urls.map(dealsOf));
  expect(mails).toHaveLength(found.length);

  const database = openDatabase(join(folder.path, 'pricehawk.sqlite'), { collections: allCollections });
  expect(database.prepare('PRAGMA integrity_check').get()?.integrity_check).toBe('ok');
  database.close();
}, 60_000);
