import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPageSource } from '../../shared/adapters/chromium/chromium-page-source.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';
import type { FetchResult, PageRequest } from '../../shared/ports/page-source.ts';
import { browserComesAlong } from '../support/browser-comes-along.ts';
import { type HostileShop, pathOf, startHostileShop } from './hostile-shop.ts';

let shop: HostileShop;
let pages: ReturnType<typeof chromiumPageSource>;
/** What a name stands for, answer by answer; the last one stays. */
const addresses = new Map<string, (readonly string[])[]>();

const options = () => ({
  chrome: 'auto',
  clock: systemClock,
  random: systemRandom,
  concurrency: 2,
  // The private server's port is allowed, so that nothing but its address stands in the way.
  ports: new Set([80, 443, shop.privatePort]),
  allowedHosts: { 'shop.example': shop.address, 'other.example': shop.address },
  resolve: async (name: string) => {
    const answers = addresses.get(name) ?? [];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  },
  timeoutMs: 20_000,
  quietMs: 100,
  settleMs: 1_200,
  maxLength: 200_000,
  maxMemoryMiB: 500,
  retryDelaysMs: [],
});
const noSignal = new AbortController().signal;

beforeAll(async () => {
  shop = await startHostileShop();
  pages = chromiumPageSource(options());
}, 60_000);
afterAll(async () => {
  await pages.close();
  await shop.close();
});
afterEach(() => {
  shop.seen.length = 0;
  shop.reached.length = 0;
});

const fetch = (url: string, more: Partial<PageRequest> = {}): Promise<FetchResult> =>
  pages.fetch({ url, robots: 'ignore', purpose: 'scheduled', signal: AbortSignal.timeout(30_000), ...more });
const htmlOf = (result: FetchResult): string => {
  if (result.type !== 'page') throw new Error(JSON.stringify(result));
  return result.html;
};
const pathsSeen = () => shop.seen.map(pathOf);

describe.skipIf(!browserComesAlong)('a rendered page', () => {
  it('is what its scripts have made of it, after redirects, with the status of the page itself', async () => {
    shop.serve('/old', (_, response) => response.writeHead(302, { location: '/product' }).end());
    shop.serve(
      '/product',
      '<!doctype html><p id="price"></p><script>fetch("/price").then(r => r.text()).then(t => price.append(t))</script>',
    );
    shop.serve('/price', (_, response) => setTimeout(() => response.end('$19.99'), 300));
    const result = await fetch('http://shop.example/old');
    expect(result).toMatchObject({ type: 'page', status: 200, url: 'http://shop.example/product' });
    expect(htmlOf(result)).toMatch(/^<!DOCTYPE html>.*<p id="price">\$19\.99<\/p>/s);
  });

  it('comes without pictures and fonts, in a context that knows nothing of the page before', async () => {
    const visit = `<img src="/a.png"><video src="/b.mp4"></video><style>@font-face{font-family:f;src:url(/f.woff2)}p{font-family:f}</style>
      <p>text</p><script>document.body.append('cookies:' + document.cookie + '.'); document.cookie = 'seen=1'</script>`;
    shop.serve('/pictures', visit);
    await fetch('http://shop.example/pictures');
    expect(htmlOf(await fetch('http://shop.example/pictures'))).toContain('cookies:.');
    expect(pathsSeen()).toEqual(['/pictures', '/pictures']);
  });

  it('is asked for and seen by one and the same browser: agent, hints, languages', async () => {
    shop.serve(
      '/who',
      `<body><script>const textContent = JSON.stringify({ agent: navigator.userAgent, languages: navigator.languages,
        platform: navigator.platform, brands: navigator.userAgentData?.brands, locale: Intl.NumberFormat().resolvedOptions().locale });
      document.body.append(Object.assign(document.createElement('pre'), { textContent }))</script>`,
    );
    const html = htmlOf(await fetch('http://shop.example/who', { locale: 'de-DE' }));
    const seen = JSON.parse(/<pre>(.*)<\/pre>/.exec(html)?.[1] ?? '{}');
    const headers = shop.seen[0]?.headers ?? {};
    expect(headers['user-agent']).toBe(seen.agent);
    expect(seen.agent).toMatch(/Chrome\/\d+\.0\.0\.0 Safari/);
    expect(seen.agent).not.toContain('Headless');
    expect(headers['accept-language']).toMatch(/^de-DE,de;q=0\.9/);
    expect(seen.languages.slice(0, 2)).toEqual(['de-DE', 'de']);
    expect(seen.locale).toBe('de-DE');
    const systems: Record<string, string> = { Win32: 'Windows NT', MacIntel: 'Mac OS X', 'Linux x86_64': 'Linux' };
    expect(seen.agent).toContain(systems[seen.platform] ?? 'no known system');
  });

  it('does not wait for dialogs, does not follow what it opens, and is taken as it is when it never falls silent', async () => {
    shop.serve(
      '/busy',
      `<p>here</p><script>alert('buy!'); open('/popup'); setInterval(() => fetch('/tick'), 100); document.body.append('done')</script>`,
    );
    expect(htmlOf(await fetch('http://shop.example/busy'))).toContain('done');
  });
});

it.skipIf(!browserComesAlong)('A browser that has rendered some pages is replaced by another', async () => {
  shop.serve('/fine', '<p>fine</p>');
  const before = new Set(ownBrowsers());
  const started = () => ownBrowsers().filter((pid) => !before.has(pid));
  const worn = chromiumPageSource({ ...options(), maxPages: 2 });
  const visit = () =>
    worn.fetch({ url: 'http://shop.example/fine', robots: 'ignore', purpose: 'scheduled', signal: noSignal });
  await visit();
  const [first = 0] = started();
  const profile = profileOf(first);
  await visit();
  await expect.poll(started, { timeout: 20_000 }).toEqual([]);
  expect(await visit()).toMatchObject({ type: 'page' });
  expect(started()).not.toEqual([first]);
  const profiles = [profile, ...started().map(profileOf)];
  await worn.close();
  expect(profiles.filter(existsSync)).toEqual([]);
});

describe.skipIf(!browserComesAlong)('a page that cannot be rendered', () => {
  it('because it hangs in a script ends when its time is over, and the next one is rendered', async () => {
    shop.serve('/stuck', '<script>for(;;);</script>');
    shop.serve('/fine', '<p>fine</p>');
    const impatient = chromiumPageSource({ ...options(), timeoutMs: 1_000 });
    const visit = (path: string) =>
      impatient.fetch({ url: `http://shop.example${path}`, robots: 'ignore', purpose: 'scheduled', signal: noSignal });
    // The start of a browser counts as well, and may take longer on a busy machine.
    const isRendered = () => expect.poll(() => visit('/fine'), { timeout: 30_000 }).toMatchObject({ type: 'page' });
    await isRendered();
    expect(await visit('/stuck')).toMatchObject({ failure: 'timeout' });
    await isRendered();
    await impatient.close();
  });

  it.each<readonly [string, string, object]>([
    ['is too large', '/large', { failure: 'too-large' }],
    ['is no page', '/file', { failure: 'wrong-content-type' }],
    ['redirects for ever', '/loop', { failure: 'redirect-loop' }],
    ['asks for a pause', '/later', { failure: 'rate-limited', retryAfterMs: 7_000 }],
    ['is not there', 'http://nowhere.example/', { failure: 'unknown-host' }],
  ])('because it %s ends as an outcome', async (_, path, expected) => {
    shop.serve('/large', `<script>document.write('x'.repeat(300000))</script>`);
    shop.serve('/file', (__, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF'));
    shop.serve('/loop', (__, response) => response.writeHead(302, { location: '/loop' }).end());
    shop.serve('/later', (__, response) => response.writeHead(429, { 'retry-after': '7' }).end('slow down'));
    const url = path.startsWith('/') ? `http://shop.example${path}` : path;
    expect(await fetch(url)).toMatchObject({ type: 'failed', ...expected });
  });

  it('because robots.txt disallows it, or what it leads to, is not asked for', async () => {
    shop.serve('/robots.txt', (_, response) => response.end('User-agent: *\nDisallow: /private'));
    shop.serve('/way', '<script>location.href = "/private/page"</script>');
    expect(await fetch('http://shop.example/private', { robots: 'honour' })).toMatchObject({
      failure: 'robots-disallowed',
    });
    await fetch('http://shop.example/way', { robots: 'honour' });
    expect(pathsSeen().filter((path) => path.startsWith('/private'))).toEqual([]);
  });

  it('because the browser crashed says so, and the next one is rendered by another', async () => {
    shop.serve('/slow', '<script>setInterval(() => fetch("/tick"), 50)</script>');
    shop.serve('/fine', '<p>fine</p>');
    const rendering = fetch('http://shop.example/slow');
    while (!pathsSeen().includes('/tick')) await systemClock.sleep(20);
    const profiles = ownBrowsers().map(profileOf);
    expect(profiles.filter(existsSync)).toEqual(profiles);
    for (const pid of ownBrowsers()) process.kill(pid, 'SIGKILL');
    expect(await rendering).toMatchObject({ failure: 'browser-failed' });
    expect(htmlOf(await fetch('http://shop.example/fine'))).toContain('fine');
    await expect.poll(() => profiles.filter(existsSync), { timeout: 10_000 }).toEqual([]);
  });

  it('because it takes too much memory has crashed, and the next one is rendered', async () => {
    // Typed arrays are outside of what V8 limits.
    shop.serve('/greedy', '<script>const a = []; for (;;) a.push(new Uint8Array(2e7).fill(1))</script>');
    shop.serve('/fine', '<p>fine</p>');
    expect(await fetch('http://shop.example/greedy')).toMatchObject({ failure: 'browser-failed' });
    expect(htmlOf(await fetch('http://shop.example/fine'))).toContain('fine');
  });

  it('because nobody waits any more ends at once', async () => {
    shop.serve('/slow', '<script>setInterval(() => fetch("/tick"), 50)</script>');
    const caller = new AbortController();
    const rendering = fetch('http://shop.example/slow', { signal: caller.signal });
    while (!pathsSeen().includes('/tick')) await systemClock.sleep(20);
    caller.abort();
    expect(await rendering).toMatchObject({ failure: 'cancelled' });
  });
});

describe.skipIf(!browserComesAlong)('a page that tries to reach what is private', () => {
  it('reaches nothing by frame, picture, script, style, fetch, beacon, socket, worker, redirect, WebRTC or a changing name', async () => {
    const port = shop.privatePort;
    addresses.set('private.example', [['127.0.0.1']]);
    addresses.set('mixed.example', [['93.184.216.34', '10.0.0.1']]);
    // Unknown when asked first, private later.
    addresses.set('changing.example', [[], ['127.0.0.1']]);
    const hosts = [
      `127.0.0.1:${port}`,
      `private.example:${port}`,
      'metadata.google.internal',
      `localhost:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `0x7f000001:${port}`,
      `mixed.example:${port}`,
      `changing.example:${port}`,
      '169.254.169.254',
    ];
    shop.serve('/redirect', ({ url = '' }, response) =>
      response.writeHead(307, { location: decodeURIComponent(url.split('to=')[1] ?? '') }).end(),
    );
    shop.serve('/worker.js', (_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`onmessage = ({ data }) => fetch(data).catch(() => {})`),
    );
    shop.serve('/control', (_, response) => response.end('reachable'));
    shop.serve(
      '/attack',
      `<body><script>
      const tried = new Set(), ends = [];
      const attempt = (name, go) => { tried.add(name); try { ends.push(go()); } catch { } };
      const worker = new Worker('/worker.js');
      const add = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields));
      const hosts = ${JSON.stringify(hosts)};
      const urls = hosts.map((host) => 'http://' + host + '/x');
      for (const host of hosts.slice(0, 3)) urls.push('https://' + host + '/x', '/redirect?to=' + encodeURIComponent('http://' + host + '/r'));
      for (const url of urls) {
        attempt('frame', () => add('iframe', { src: url }));
        attempt('img', () => add('img', { src: url }));
        attempt('script', () => add('script', { src: url }));
        attempt('style', () => add('link', { rel: 'stylesheet', href: url }));
        attempt('prefetch', () => add('link', { rel: 'prefetch', href: url }));
        attempt('dns', () => add('link', { rel: 'preconnect', href: url }));
        attempt('fetch', () => fetch(url, { mode: 'no-cors' }));
        attempt('post', () => fetch(url, { mode: 'no-cors', method: 'POST', body: 'x' }));
        attempt('beacon', () => { navigator.sendBeacon(url, 'x'); });
        attempt('events', () => { new EventSource(url); });
        attempt('worker', () => worker.postMessage(url));
        attempt('popup', () => { open(url); });
        attempt('socket', () => { new WebSocket(url.startsWith('/') ? 'ws://shop.example' + url : url.replace('http', 'ws')); });
      }
      attempt('webtransport', () => { new WebTransport('https://127.0.0.1:${port}/').ready.catch(() => {}); });
      attempt('webrtc', () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }, { urls: 'turn:127.0.0.1:${port}?transport=tcp', username: 'u', credential: 'p' }] });
        peer.createDataChannel('x');
        peer.createOffer().then((offer) => peer.setLocalDescription(offer));
      });
      Promise.allSettled(ends)
        .then(() => fetch('http://changing.example:${port}/again', { mode: 'no-cors' }))
        .catch(() => fetch('/control'))
        .then((answer) => answer.text())
        .then((text) => document.body.append(text + ' ' + tried.size));
      </script>`,
    );
    const html = htmlOf(await fetch('http://shop.example/attack'));
    expect(html).toContain('reachable 15');
    expect(shop.reached).toEqual([]);
    expect(addresses.get('changing.example')).toEqual([['127.0.0.1']]);
  });

  it.each([
    ['itself', (port: number) => `http://127.0.0.1:${port}/`],
    ['by its name', (port: number) => `http://private.example:${port}/`],
    ['by a redirect', () => 'http://shop.example/away'],
    ['by a redirect of a script', () => 'http://shop.example/script-away'],
    ['as a file', () => 'file:///etc/passwd'],
    ['with a password', () => 'http://u:p@shop.example/'],
  ])('%s is refused', async (_, urlOf) => {
    const target = `http://private.example:${shop.privatePort}/`;
    addresses.set('private.example', [['127.0.0.1']]);
    shop.serve('/away', (__, response) => response.writeHead(302, { location: target }).end());
    shop.serve('/script-away', `<script>location.href = '${target}'</script>`);
    const result = await fetch(urlOf(shop.privatePort));
    expect(JSON.stringify(result)).not.toMatch(/secret|root:/);
    expect(result).toMatchObject({ failure: urlOf(0).startsWith('file') ? 'bad-url' : 'refused-address' });
    expect(shop.reached).toEqual([]);
  });
});

/** The browsers this process has started itself (Linux: proc_pid_stat(5) names the parent behind the name). */
function ownBrowsers(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'latin1')) ?? [];
      const isOurs = parent === String(process.pid);
      return isOurs && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes('--proxy-server') ? [Number(name)] : [];
    } catch {
      // No process, or one that has ended meanwhile.
      return [];
    }
  });
}

/** Where a browser keeps what it writes. */
function profileOf(pid: number): string {
  const [, folder] = /--user-data-dir=([^\0]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'latin1')) ?? [];
  if (!folder) throw new Error('a browser without a folder of its own');
  return folder;
}
