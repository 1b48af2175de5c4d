import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpPageSource, httpPageSource } from '../../../shared/adapters/http/http-page-source.ts';
import type { FetchResult, PageRequest } from '../../../shared/ports/page-source.ts';
import { createLog, type LogEntry } from '../../../shared/runtime/log.ts';
import { type ForwardProxyServer, startForwardProxy } from '../../servers/forward-proxy.ts';
import { answer, type MisbehavingShop, startMisbehavingShop } from '../../servers/misbehaving-shop.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';

const minuteMs = 60_000;
let shop: MisbehavingShop;
let proxies: ForwardProxyServer[];
let clock: ManualClock;
let pages: HttpPageSource;
let logged: LogEntry[];
let secret: string | undefined;
let drawn: number;

beforeEach(async () => {
  shop = await startMisbehavingShop({ '/robots.txt': answer(200, {}, 'User-agent: *\nDisallow: /private') });
  proxies = await Promise.all(['one', 'two', 'three'].map((word) => startForwardProxy(`p@ss ${word}`)));
  clock = new ManualClock(undefined, { autoAdvance: true });
  logged = [];
  drawn = 0;
  secret = JSON.stringify({ eu: proxies.map(({ url }) => url) });
  const log = createLog({
    component: 'test',
    sink: (entry) => logged.push(entry),
    nowMs: () => clock.nowMs(),
    debugEnabled: () => true,
  });
  pages = httpPageSource({
    clock,
    random: { ...sequentialRandom('visit'), fraction },
    allowedHosts: { 'shop.example': shop.address, 'other.example': shop.address },
    resolve: async (name) => (name === 'private.example' ? ['10.0.0.1'] : ['93.184.216.34']),
    timeoutMs: 1_000,
    proxies: { log, secrets: { get: async () => secret } },
  });
});
afterEach(async () => {
  await pages.close();
  await Promise.all([shop, ...proxies].map((server) => server.close()));
});

/** Spread over [0, 1), the same in every run. */
function fraction(): number {
  drawn += 0.37;
  return drawn % 1;
}

const fetch = (path: string, more: Partial<PageRequest> = {}): Promise<FetchResult> =>
  pages.fetch({
    url: path.startsWith('/') ? `https://shop.example${path}` : path,
    purpose: 'scheduled',
    robots: 'honour',
    proxyPool: 'eu',
    signal: new AbortController().signal,
    ...more,
  });
const asked = () => proxies.map((proxy) => proxy.asked.length);
const usedBy = async (visit: () => Promise<unknown>): Promise<number[]> => {
  const before = asked();
  await visit();
  return asked().flatMap((count, i) => (count > (before[i] ?? 0) ? [i] : []));
};
const agentOf = (path: string) => shop.requests.filter((each) => each.path === path).at(-1)?.headers['user-agent'];

describe('a page asked for through a pool of proxies', () => {
  it('comes through one of them, its robots.txt as well, to the address that was checked', async () => {
    const used = await usedBy(async () => expect(await fetch('/good')).toMatchObject({ type: 'page', status: 200 }));
    expect(used).toHaveLength(1);
    expect(new Set(proxies.flatMap((proxy) => proxy.asked))).toEqual(new Set([shop.address]));
    expect(await fetch('/private')).toMatchObject({ failure: 'robots-disallowed' });
  });

  it('comes through the same one and is asked for by the same browser, page after page', async () => {
    const [first] = await usedBy(() => fetch('/good'));
    const agent = agentOf('/good');
    for (let n = 0; n < 5; n++) await fetch('/conditional');
    expect(proxies.filter((proxy) => proxy.asked.length > 0)).toEqual([proxies[first ?? 0]]);
    expect(agentOf('/conditional')).toBe(agent);
  });

  it('is looked at a second time through another one, by another browser', async () => {
    const [first] = await usedBy(() => fetch('/good'));
    const agent = agentOf('/good');
    const [second] = await usedBy(() => fetch('/conditional', { purpose: 'confirm' }));
    expect(second).not.toBe(first);
    expect(agentOf('/conditional')).not.toBe(agent);
  });

  it('is not asked for where a name stands for a private address, whatever the proxy might reach', async () => {
    expect(await fetch('http://private.example/', { robots: 'ignore' })).toMatchObject({ failure: 'refused-address' });
    expect(asked()).toEqual([0, 0, 0]);
  });

  it('comes through another one after the shop has refused it', async () => {
    const [first] = await usedBy(() => fetch('/forbidden'));
    const [next] = await usedBy(() => fetch('/good'));
    expect(next).not.toBe(first);
  });
});

describe('a proxy that does not work', () => {
  /** Ten visitors, one after the other, while all proxies but the last one have such manners. */
  async function tenVisitors(manners: ForwardProxyServer['manners']): Promise<void> {
    for (const proxy of proxies.slice(0, -1)) proxy.manners = manners;
    for (let n = 0; n < 10; n++) expect(await fetch('/good', { purpose: 'confirm' })).toMatchObject({ status: 200 });
    for (const proxy of proxies) expect(proxy.asked.length).toBeGreaterThan(0);
  }

  it.each(['refuses', 'breaks'] as const)('and %s is left for another one, and rests', async (manners) => {
    await tenVisitors(manners);
    expect(asked().slice(0, -1)).toEqual([1, 1]);
    const warnings = logged.filter(({ severity }) => severity === 'WARNING');
    expect(warnings.map(({ context }) => context)).toEqual(
      expect.arrayContaining([
        { proxy: 'eu/1', failures: 1, restMs: minuteMs },
        { proxy: 'eu/2', failures: 1, restMs: minuteMs },
      ]),
    );
  });

  it('and is silent is left for another one, but not blamed: the shop may be silent behind it', async () => {
    const [silent] = proxies;
    if (silent) silent.manners = 'silent';
    while (silent?.asked.length === 0) {
      expect(await fetch('/good', { purpose: 'confirm' })).toMatchObject({ status: 200 });
    }
    expect(logged).toEqual([]);
  });

  it('rests, is tried again after its rest, and is trusted again when it works', async () => {
    const [broken, ...others] = proxies;
    if (!broken) throw new Error('no proxy');
    broken.manners = 'refuses';
    // Each second look is a new visitor.
    const visit = () => fetch('/good', { purpose: 'confirm' });
    for (let n = 0; n < 12; n++) expect(await visit()).toMatchObject({ type: 'page' });
    expect(broken.asked).toHaveLength(1);
    clock.advance(minuteMs);
    for (let n = 0; n < 12; n++) await visit();
    expect(broken.asked).toHaveLength(2);
    broken.manners = 'well';
    clock.advance(2 * minuteMs);
    for (let n = 0; n < 24; n++) await visit();
    expect(broken.asked.length).toBeGreaterThan(4);
    for (const other of others) expect(other.asked.length).toBeGreaterThan(4);
  });

  it('nor any other ends the visit as what it is, without a word on the shop', async () => {
    for (const proxy of proxies) proxy.manners = 'refuses';
    expect(await fetch('/good')).toMatchObject({ type: 'failed', failure: 'proxy-failed' });
    expect(await fetch('/good')).toMatchObject({ detail: 'all proxies of the pool eu rest' });
    expect(shop.requests).toEqual([]);
  });
});

it.each([
  ['there is no such pool', { proxyPool: 'us' }, undefined],
  ['no pools are configured', {}, () => undefined],
  ['what is configured is nothing of the kind', {}, () => '{"eu":["socks5://visitor:p@ss@127.0.0.1:1"]}'],
])('A page is not asked for directly when %s', async (_, more, configured) => {
  if (configured) secret = configured();
  expect(await fetch('/good', more)).toMatchObject({ type: 'failed', failure: 'proxy-failed' });
  expect(shop.requests).toEqual([]);
});

it('Pools are replaced without a new start', async () => {
  await fetch('/good');
  const [first, second] = [await startForwardProxy('other'), proxies];
  secret = JSON.stringify({ eu: [first.url] });
  await fetch('/conditional', { purpose: 'confirm' });
  const before = second.map(({ asked: tunnels }) => tunnels.length);
  for (let n = 0; n < 4; n++) await fetch('/good');
  expect(first.asked.length).toBeGreaterThan(0);
  expect(second.map(({ asked: tunnels }) => tunnels.length)).toEqual(before);
  await first.close();
});

it('What is logged and what comes of a page never shows a password', async () => {
  for (const proxy of proxies) proxy.manners = 'refuses';
  const results = [await fetch('/good'), await fetch('/good')];
  secret = '{"eu":["socks5://visitor:p@ss@127.0.0.1:1"]}';
  results.push(await fetch('/good'));
  expect(JSON.stringify([logged, results])).not.toMatch(/p@ss|p%40ss|visitor/);
});
