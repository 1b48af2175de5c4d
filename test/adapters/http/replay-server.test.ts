import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpPageSource, httpPageSource } from '../../../shared/adapters/http/http-page-source.ts';
import { type ReplayServer, startReplayServer } from '../../servers/replay-server.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();
let server: ReplayServer;
let source: HttpPageSource;

beforeAll(async () => {
  writeFileSync(join(folder.path, 'kettle.html.gz'), gzipSync('<title>Kettle</title> €19.90'));
  writeFileSync(join(folder.path, 'mug.html'), '<title>Mug</title> £4');
  const index = [
    { id: 'kettle', file: 'kettle.html.gz', url: 'https://www.shop.example/p/1?colour=red#reviews' },
    { id: 'mug', file: 'mug.html', url: 'http://mugs.example/mug' },
    { id: 'Mug-again', file: 'mug.html', url: 'http://mugs.example/mug' },
    { id: 'nowhere', file: 'mug.html', url: 'product/mug/' },
  ];
  writeFileSync(join(folder.path, 'index.json'), JSON.stringify(index));
  server = await startReplayServer(join(folder.path, 'index.json'));
  source = httpPageSource({
    clock: new ManualClock(),
    random: sequentialRandom('visit'),
    allowedHosts: server.allowedHosts,
    resolve: async () => ['10.0.0.1'],
  });
});

afterAll(async () => {
  await source.close();
  await server.close();
  folder.remove();
});

const get = (url: string, etag?: string) =>
  source.fetch({
    url,
    ...(etag === undefined ? {} : { validators: { etag } }),
    purpose: 'scheduled',
    robots: 'honour',
    signal: new AbortController().signal,
  });

it('serves each saved page under its own URL, or under a host of its own', async () => {
  expect(server.pages).toEqual([
    { id: 'kettle', url: 'https://www.shop.example/p/1?colour=red#reviews' },
    { id: 'mug', url: 'http://mugs.example/mug' },
    { id: 'Mug-again', url: 'https://mug-again.replay.example/' },
    { id: 'nowhere', url: 'https://nowhere.replay.example/' },
  ]);
  for (const { id, url } of server.pages) {
    const title = id === 'kettle' ? 'Kettle' : 'Mug';
    expect(await get(url)).toMatchObject({ type: 'page', status: 200, html: expect.stringContaining(title) });
  }
});

it('knows its pages again, and knows no others', async () => {
  expect(await get('https://www.shop.example/p/1?colour=red', '"kettle"')).toEqual({ type: 'not-modified' });
  expect(await get('https://www.shop.example/p/1')).toMatchObject({ status: 404 });
  expect(await get('https://elsewhere.example/')).toMatchObject({ failure: 'refused-address' });
});
