import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GuardedProxy, startGuardedProxy } from '../../../shared/adapters/chromium/guarded-proxy.ts';
import { systemRandom } from '../../../shared/adapters/system.ts';

let shop: Server;
let seen: IncomingMessage[];
let proxy: GuardedProxy;

beforeEach(async () => {
  seen = [];
  shop = createServer((incoming, response) => {
    seen.push(incoming);
    incoming
      .resume()
      .on('end', () => response.writeHead(201, { 'x-from': 'shop', 'keep-alive': 'timeout=9' }).end('hello'));
  });
  await once(shop.listen(0, '127.0.0.1'), 'listening');
  const address = shop.address();
  const port = typeof address === 'object' ? address?.port : 0;
  proxy = await startGuardedProxy({
    random: systemRandom,
    allowedHosts: { 'shop.example': `127.0.0.1:${port}`, 'ads.example': `127.0.0.1:${port}` },
    resolve: async (name) => (name === 'private.example' ? ['10.0.0.1'] : []),
    blockedHosts: new Set(['example.net', 'ads.example']),
  });
});
afterEach(async () => {
  await proxy.close();
  shop.close();
  shop.closeAllConnections();
});

const authorization = () => {
  const { username, password } = proxy.credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
};

async function get(url: string, headers: Record<string, string> = { 'proxy-authorization': authorization() }) {
  const outgoing = request({
    host: '127.0.0.1',
    port: proxy.port,
    path: url,
    headers: { host: 'shop.example', ...headers },
  });
  outgoing.end();
  const [response]: IncomingMessage[] = await once(outgoing, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response ?? []) chunks.push(chunk);
  return { status: response?.statusCode, headers: response?.headers, body: Buffer.concat(chunks).toString() };
}

/** The first line of the answer to CONNECT, and what comes after `then` was sent. */
async function tunnel(target: string, then = '', credentials = authorization()): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: ${credentials}\r\n\r\n`);
  const [first]: Buffer[] = await once(socket, 'data');
  if (then) socket.write(then);
  const more: Buffer[] = [];
  for await (const chunk of socket) more.push(chunk);
  return `${first?.toString().split('\r\n')[0]}|${Buffer.concat(more).toString()}`;
}

describe('the proxy of the browser', () => {
  it('serves nobody without its credentials', async () => {
    expect(await get('http://shop.example/', {})).toMatchObject({ status: 407 });
    expect(await get('http://shop.example/', { 'proxy-authorization': 'Basic eDp5' })).toMatchObject({ status: 407 });
    expect(await tunnel('shop.example:80', '', 'Basic eDp5')).toMatch(/^HTTP\/1\.1 407/);
    expect(seen).toEqual([]);
  });

  it('forwards a request and its answer without what belongs to the connection or to itself', async () => {
    const answer = await get('http://shop.example/a?b=c', { 'proxy-authorization': authorization(), 'x-own': '1' });
    expect(answer).toMatchObject({ status: 201, body: 'hello', headers: { 'x-from': 'shop' } });
    expect(answer.headers?.['keep-alive']).not.toBe('timeout=9');
    expect(seen[0]?.url).toBe('/a?b=c');
    expect(seen[0]?.headers).toMatchObject({ host: 'shop.example', 'x-own': '1' });
    expect(seen[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  it('tunnels to where it may connect', async () => {
    const said = await tunnel('shop.example:443', 'GET /t HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
    expect(said).toMatch(/^HTTP\/1\.1 200 Connection Established\|HTTP\/1\.1 201 Created.*hello/s);
  });

  it.each([
    '127.0.0.1:80',
    '[::1]:80',
    'localhost:80',
    'private.example:443',
    'other.example:22',
    'nowhere.example:80',
  ])('does not connect to %s, and knows why', async (target) => {
    expect(await tunnel(target)).toMatch(/^HTTP\/1\.1 403/);
    await expect(get(`http://${target}/`)).rejects.toThrow('socket hang up');
    const failure = target.startsWith('nowhere') ? 'unknown-host' : 'refused-address';
    expect(proxy.failureFor(new URL(`http://${target}/`))?.failure).toBe(failure);
    expect(seen).toEqual([]);
  });

  it('does not connect to hosts that are not worth it, nor to their subdomains', async () => {
    for (const host of ['ads.example', 'a.b.example.net']) expect(await tunnel(`${host}:443`)).toMatch(/403/);
    expect(seen).toEqual([]);
  });

  it('takes nothing but http in plain requests', async () => {
    for (const url of ['/path', 'ftp://shop.example/', 'file:///etc/passwd'])
      expect(await get(url)).toMatchObject({ status: 400 });
  });
});
