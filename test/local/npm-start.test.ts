import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
let server: ChildProcess | undefined;
afterAll(async () => {
  if (server && server.exitCode === null) {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
  folder.remove();
});

test('npm start loads no package of Google Cloud, and no client that sends, also once it has looked at shops', async () => {
  const [, ...command] = packageFile.scripts.start.split(' ');
  const list = join(folder.path, 'loaded');
  server = spawn(
    process.execPath,
    [
      '--import',
      './test/support/note-loaded-modules.mjs',
      ...command,
      '--port',
      '0',
      '--demo-port',
      '0',
      '--data',
      join(folder.path, 'data'),
    ],
    { cwd: root, env: { ...process.env, LOADED_MODULES: list }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const address = await readyAt(server);
  while (!(await hasLooked(address))) await setTimeout(100);

  const packages = readFileSync(list, 'utf8').matchAll(/\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//g);
  const loaded = new Set([...packages].map(([, name = '']) => name));
  expect([...loaded]).toEqual(expect.arrayContaining(['zod', 'undici']));
  const unwanted = /^(@google-cloud\/|@grpc\/|google-|gaxios|resend|web-push|stripe|puppeteer-core|@sparticuz\/)/;
  expect([...loaded].filter((name) => unwanted.test(name))).toEqual([]);
});

async function readyAt({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('no output');
  let printed = '';
  for await (const text of stdout.setEncoding('utf8')) {
    printed += text;
    const address = /PriceHawk runs at (\S+)/.exec(printed)?.[1];
    if (address) return address;
  }
  throw new Error(`ended before it was ready: ${printed}`);
}

async function hasLooked(address: string): Promise<boolean> {
  const response = await fetch(`${address}/shops`);
  return /"lastCheckedAt":"/.test(await response.text());
}
