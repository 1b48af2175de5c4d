import { fork } from 'node:child_process';
import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { Agent, request, fetch as undiciFetch } from 'undici';
import * as z from 'zod';
import { guardedFetcher } from '../../shared/adapters/http/guarded-fetch.ts';
import { httpPageSource } from '../../shared/adapters/http/http-page-source.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';

// What a request costs through the page source, next to undici's own interfaces, against a shop in another process.
// `node infra/bench/fetching.ts`: one JSON line for each client and kind of answer. CPU is this process's alone.

const requests = 3_000;
const rounds = 6;
const concurrency = 16;
const paths = ['/unchanged', '/plain', '/gzip'] as const;

const shop = fork(new URL('fetching-shop.ts', import.meta.url), { stdio: 'inherit' });
const [address] = await once(shop, 'message');
const { port } = z.object({ port: z.number() }).parse(address);

const source = httpPageSource({
  clock: systemClock,
  random: systemRandom,
  allowedHosts: { 'shop.example': `127.0.0.1:${port}` },
});
const guarded = guardedFetcher({ allowedHosts: { 'shop.example': `127.0.0.1:${port}` } });
const agent = new Agent({ connections: 8 });
const { signal } = new AbortController();
const headers = { 'If-None-Match': '"v1"', 'Accept-Encoding': 'gzip' };

const clients: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  'page source': (path) =>
    source.fetch({
      url: `https://shop.example${path}`,
      validators: { etag: '"v1"' },
      purpose: 'scheduled',
      robots: 'honour',
      signal,
    }),
  'guarded fetch': (path) =>
    guarded.fetch(`https://shop.example${path}`, { headers }, { maxBytes: 10_000_000, timeoutMs: 15_000 }),
  'undici request': async (path) => {
    const url = `http://127.0.0.1:${port}${path}`;
    const { body, headers: received } = await request(url, { dispatcher: agent, headers });
    const bytes = await body.bytes();
    return new TextDecoder().decode(received['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes);
  },
  'undici fetch': async (path) => {
    const response = await undiciFetch(`http://127.0.0.1:${port}${path}`, { dispatcher: agent, headers });
    return response.text();
  },
};

// The machine has other work: clients take turns, and the best round of each is its figure.
for (const path of paths) {
  const best = new Map<string, { readonly requestsPerSecond: number; readonly cpuMicrosecondsPerRequest: number }>();
  for (let round = 0; round < rounds; round++) {
    for (const [client, get] of Object.entries(clients)) {
      const figures = await measure(() => get(path));
      const before = best.get(client)?.cpuMicrosecondsPerRequest ?? Number.POSITIVE_INFINITY;
      if (figures.cpuMicrosecondsPerRequest < before) best.set(client, figures);
    }
  }
  for (const [client, figures] of best) console.log(JSON.stringify({ path, client, ...figures }));
}

await Promise.all([source.close(), guarded.close(), agent.close()]);
shop.disconnect();

async function measure(get: () => Promise<unknown>) {
  const startMs = performance.now();
  const start = process.cpuUsage();
  await run(requests, get);
  const { user, system } = process.cpuUsage(start);
  return {
    requestsPerSecond: Math.round(requests / ((performance.now() - startMs) / 1_000)),
    cpuMicrosecondsPerRequest: Math.round((user + system) / requests),
  };
}

async function run(count: number, get: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await get();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
