import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalServer, startLocalServer } from '../servers/local-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const patience = { timeout: 90_000, interval: 500 };

const product = {
  '@context': 'https://schema.org',
  '@type': 'Product',
  name: 'Enamel jug 1.2 l',
  offers: { '@type': 'Offer', price: '39.00', priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
};
const page = `<!doctype html><html lang="en"><head><title>Enamel jug 1.2 l</title>
  <script type="application/ld+json">${JSON.stringify(product)}</script></head>
  <body><main><h1>Enamel jug 1.2 l</h1><p class="price">€39.00</p><button>Add to basket</button></main></body></html>`;

describe('npm start -- --platform emulator', () => {
  const folder = temporaryFolder();
  let shop: LocalServer;
  let server: ChildProcess | undefined;
  let printed = '';
  let logged = '';

  beforeAll(async () => {
    shop = await startLocalServer(({ path }) =>
      path === '/jug'
        ? { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }
        : { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' },
    );
    const hostMap = `shop.example=${new URL(shop.origin).host}`;
    const flags = ['--platform', 'emulator', '--no-demo', '--port', '0', '--data', folder.path, '--host-map', hostMap];
    server = spawn(process.execPath, ['infra/local/main.ts', ...flags], {
      cwd: root,
      env: { ...process.env, ADMIN_SECRET: 'open-sesame-open-sesame' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server.stdout?.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
    server.stderr?.setEncoding('utf8').on('data', (text) => {
      logged += text;
    });
  });

  afterAll(async () => {
    if (server && server.exitCode === null) {
      server.kill('SIGINT');
      await once(server, 'exit');
    }
    await shop.close();
    folder.remove();
  });

  it('runs the functions behind one port, sees an offer, and stops all it started', async ({ onTestFailed }) => {
    onTestFailed(() => console.error(printed, logged));
    const address = await vi.waitFor(() => {
      const [, found] = /PriceHawk runs at (\S+)/.exec(printed) ?? [];
      if (!found) throw new Error('not ready');
      return found;
    }, patience);
    const started = childrenOf(server?.pid);
    expect(started.length).toBeGreaterThan(10);

    const health = await fetch(`${address}/health`);
    expect(await health.json()).toMatchObject({ status: 'healthy' });
    expect(await (await fetch(`${address}/`)).text()).toContain('<title>');

    const watched = await fetch(`${address}/api/watches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer open-sesame-open-sesame' },
      body: JSON.stringify({ url: 'http://shop.example/jug' }),
    });
    expect(watched.status).toBe(201);
    await vi.waitFor(async () => {
      const shops = await fetch(`${address}/shops`);
      expect(await shops.json()).toMatchObject({
        items: [{ offers: 1, state: 'watching', lastCheckedAt: expect.any(String) }],
      });
    }, patience);
    // A shop counts as visited when its turn is taken, a moment before the page is asked for.
    await vi.waitFor(() => expect(shop.requests.map(({ path }) => path)).toContain('/jug'), patience);

    server?.kill('SIGINT');
    if (server) expect(await once(server, 'exit')).toEqual([0, null]);
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), patience);
  }, 240_000);
});

function childrenOf(parent: number | undefined): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([pid, of]) => (pid && of === parent ? [pid] : []));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
