import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServer, startLocalServer } from '../../infra/local/local-server.ts';
import { createOutbox } from '../../shared/adapters/outbox.ts';
import { createHttpApp } from '../../shared/runtime/http.ts';
import { sequentialRandom } from '../support/sequential-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testPlatform } from '../support/test-platform.ts';

const platform = testPlatform({ flags: ['--public-url', 'https://hawk.example'] });
const folder = temporaryFolder();
const outboxFolder = join(folder.path, 'outbox');
const api = createHttpApp({ functionName: 'api', platform, heartbeat: { beat: async () => {} } });
api.get('/shops', (context) => context.json({ items: [] }));
api.post('/api/watches', (context) => context.json({}, 201));

const serve = (host = '127.0.0.1', publicUrl = 'https://hawk.example') =>
  startLocalServer({
    host,
    port: 0,
    publicUrl,
    apps: { api },
    outboxFolder,
    log: platform.log,
  });

let server: LocalServer;
beforeAll(async () => {
  server = await serve();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

/** An HTTP request byte for byte, since fetch sets Host and Origin itself and tidies paths. */
async function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', port = server.port }: { readonly method?: string; readonly port?: number } = {},
): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
  const lines = Object.entries({ host: `localhost:${port}`, connection: 'close', ...headers });
  const socket = connect(port, '127.0.0.1');
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body: rest.join('\r\n\r\n') };
}

describe('the local server', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'hawk.example'])(
    'answers under the name %s',
    async (name) => {
      expect((await ask('/', { host: `${name}:${server.port}` })).status).toBe(200);
      expect((await ask('/shops', { host: `${name}:${server.port}` })).status).toBe(200);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', 'localhost.', '10.0.0.1', '[::2]'])(
    'does not answer under the name %s, which may merely point here',
    async (name) => {
      for (const path of ['/', '/shops', '/outbox.json']) {
        const { status, body } = await ask(path, { host: `${name}:${server.port}` });
        expect([status, JSON.parse(body).type]).toEqual([421, 'urn:pricehawk:problem:unknown-host']);
      }
    },
  );

  it('does not answer without a name, or under one that is none', async () => {
    expect((await ask('/', { host: '' })).status).toBeGreaterThanOrEqual(400);
    expect((await ask('/', { host: 'a b' })).status).toBeGreaterThanOrEqual(400);
    expect((await ask('http://evil.example/', {})).status).toBe(421);
  });

  it('takes requests of its own pages and of none of another origin, port or scheme of opaque kind', async () => {
    const post = async (origin: string) =>
      (await ask('/api/watches', { origin, 'content-length': '0' }, { method: 'POST' })).status;
    expect(await post(`http://localhost:${server.port}`)).toBe(201);
    expect(await post('https://hawk.example')).toBe(201);
    for (const origin of [
      'https://evil.example',
      'http://localhost:1',
      'null',
      'http://larkspur.demo.localhost:8081',
      'x',
    ]) {
      expect([origin, await post(origin)]).toEqual([origin, 403]);
    }
  });

  it('opened to a network answers under every name, and still to its own pages only', async () => {
    const open = await serve('0.0.0.0');
    const at = { port: open.port };
    expect((await ask('/', { host: 'nas.home' }, at)).status).toBe(200);
    expect((await ask('/shops', { host: 'nas.home', origin: 'http://nas.home' }, at)).status).toBe(200);
    expect((await ask('/shops', { host: 'nas.home', origin: 'http://evil.example' }, at)).status).toBe(403);
    await open.stop();
  });

  it.each([
    '/../package.json',
    '/assets/../../local-server.ts',
    '/assets/%2e%2e/%2e%2e/main.ts',
    '/assets/..%2f..%2fmain.ts',
    '/outbox/../pricehawk.sqlite',
    '/outbox/..%2fsecrets.json',
    '/outbox/%00.html',
    '//evil.example/shops',
    '/assets/',
    '/nowhere',
  ])('finds nothing at %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toContain('import');
  });

  it('says which methods a page takes, and answers HEAD without a body', async () => {
    const { status, head } = await ask('/', { 'content-length': '0' }, { method: 'POST' });
    expect(status).toBe(405);
    expect(head).toContain('allow: get');
    expect(await ask('/', {}, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('answers 304 to polls that would learn nothing new', async () => {
    for (const path of ['/', '/shops']) {
      const first = await fetch(`http://127.0.0.1:${server.port}${path}`);
      const etag = first.headers.get('etag') ?? 'none';
      await first.text();
      expect([path, first.status, (await ask(path, { 'if-none-match': etag })).status]).toEqual([path, 200, 304]);
    }
  });

  it('shows the mails of the outbox on the machine itself, and nothing where there is none', async () => {
    const own = await serve('0.0.0.0', 'http://localhost:8080');
    const at = { port: own.port };
    const outbox = createOutbox(outboxFolder, { clock: platform.clock, random: sequentialRandom('draft') });
    const mail = { from: 'a@b', to: 'c@d', subject: 's', html: '<p>hello</p>', text: 'hello', headers: {} };
    const outcome = await outbox.send([mail], 'key', AbortSignal.timeout(1_000));
    const id = outcome.type === 'accepted' ? outcome.providerIds[0] : '';
    expect(JSON.parse((await ask('/outbox.json', {}, at)).body).items).toMatchObject([{ id, to: 'c@d', subject: 's' }]);
    expect((await ask(`/outbox/${id}.txt`, {}, at)).body).toContain('hello');
    expect((await ask(`/outbox/${id}.html`, {}, at)).head).toContain('sandbox');
    expect((await ask('/outbox/none.html', {}, at)).status).toBe(404);
    const first = await fetch(`http://127.0.0.1:${own.port}/outbox.json`);
    const etag = first.headers.get('etag') ?? 'none';
    await first.text();
    expect((await ask('/outbox.json', { 'if-none-match': etag }, at)).status).toBe(304);

    // Its links open accounts: a neighbour, and whoever comes through a server in front, reads none of it.
    const paths = ['/outbox', '/outbox.json', `/outbox/${id}.txt`, `/outbox/${id}.html`];
    const strangers = [{ host: 'nas.home' }, { 'x-forwarded-for': '203.0.113.9' }, { via: '1.1 front' }];
    for (const path of paths) {
      for (const headers of strangers) expect((await ask(path, headers, at)).status).toBe(403);
      expect((await ask(path)).status).toBe(403);
    }
    await own.stop();
  });

  it('says which flag mends a port or host that cannot be had', async () => {
    const at = (host: string, port: number) =>
      startLocalServer({ host, port, publicUrl: 'http://localhost', apps: {}, outboxFolder, log: platform.log });
    await expect(at('127.0.0.1', server.port)).rejects.toThrow(
      `port ${server.port} is in use; choose another with --port`,
    );
    await expect(at('192.0.2.1', 0)).rejects.toThrow('--host: found "192.0.2.1"; allowed: an address of this machine');
  });
});
