import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Running, startPriceHawk } from '../../infra/local/start.ts';
import { outboxEntries } from '../../shared/adapters/outbox.ts';
import { DatabaseRefusedError } from '../../shared/adapters/sqlite/storage-error.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import type { LogEntry } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let folders = 0;
const newFolder = () => join(folder.path, `${++folders}`);

const logged: LogEntry[] = [];
let laterMs = 0;
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + laterMs };
const start = (...flags: readonly string[]): Promise<Running> =>
  startPriceHawk({
    // A browser would not know that time is short here.
    settings: readSettings(['--chrome', 'off', ...flags], {}),
    jobs: [],
    env: {},
    print: () => {},
    sink: (entry) => logged.push(entry),
    clock,
    // Long enough for a batch on a busy machine: who waits for its end uses up attempts.
    timeScale: 0.05,
  });
const startEmpty = (data: string) => start('--no-demo', '--port', '0', '--data', data);

const taken = createServer();
let port = 0;
beforeAll(async () => {
  await once(taken.listen(0, '127.0.0.1'), 'listening');
  const address = taken.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => taken.close());

describe('a start', () => {
  it('names a port in use, its own or the demo’s, with the flag that changes it, and holds nothing afterwards', async () => {
    const data = newFolder();
    const refused = start('--demo-port', '0', '--port', String(port), '--data', data);
    await expect(refused).rejects.toThrow(new ConfigError(`port ${port} is in use; choose another with --port`));
    const demoRefused = start('--demo-port', String(port), '--port', '0', '--data', data);
    await expect(demoRefused).rejects.toThrow(
      new ConfigError(`port ${port} is in use; choose another with --demo-port`),
    );
    expect(readdirSync(data).sort()).toEqual(['pricehawk.sqlite', 'secrets.json']);
    await (await startEmpty(data)).stop();
  });

  it('refuses a damaged database with the way to restore it, and leaves everything as it is', async () => {
    const data = newFolder();
    mkdirSync(data);
    const file = join(data, 'pricehawk.sqlite');
    writeFileSync(file, 'no database at all'.repeat(100));
    copyFileSync(file, join(folder.path, 'before'));
    await expect(startEmpty(data)).rejects.toThrow(/is damaged \(.*left as it is\. To restore: .*$/);
    await expect(startEmpty(data)).rejects.toThrow(DatabaseRefusedError);
    expect(readFileSync(file).equals(readFileSync(join(folder.path, 'before')))).toBe(true);
    expect(readdirSync(data)).toEqual(['pricehawk.sqlite']);
  });

  it('says in one line that its folder cannot be written, and makes nothing', async () => {
    const blocked = newFolder();
    writeFileSync(blocked, '');
    await expect(startEmpty(join(blocked, 'data'))).rejects.toThrow(/^.*pricehawk\.sqlite cannot be opened: [^\n]*$/);
  });
});

describe('the demo', () => {
  it('stopped in the middle and started again goes on with its data, shows other deals, and sends nothing twice', async () => {
    const data = newFolder();
    const probe = createServer();
    await once(probe.listen(0, '127.0.0.1'), 'listening');
    const address = probe.address();
    const demoPort = String(typeof address === 'object' && address ? address.port : 0);
    probe.close();
    const mails = () => outboxEntries(join(data, 'outbox'));
    const untilMails = async (running: Running, count: number) => {
      while ((await mails()).length < count) await new Promise((resolve) => setTimeout(resolve, 50));
      await running.stop();
      return mails();
    };
    const flags = ['--port', '0', '--demo-port', demoPort, '--data', data];
    const first = await untilMails(await start(...flags), 1);
    laterMs = 600_000;
    const second = await untilMails(await start(...flags), first.length + 1);
    const subjects = second.map(({ mail }) => mail.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(second.map(({ id }) => id)).toEqual(expect.arrayContaining(first.map(({ id }) => id)));
    expect(logged.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  }, 90_000);
});
