import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request, fetch as undiciFetch } from 'undici';
import * as z from 'zod';
import { guardedFetcher } from '../../shared/adapters/http/guarded-fetch.ts';
import { httpPageSource } from '../../shared/adapters/http/http-page-source.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';

// What a request costs through the page source, next to undici's own interfaces, against a shop in another process.
// `node infra/bench/fetching.ts`: one JSON line for each client and kind of answer. CPU is this process's alone.

const requests = 6_000;
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
    const { body } = await request(`http://127.0.0.1:${port}${path}`, { dispatcher: agent, headers });
    return body.text();
  },
  'undici fetch': async (path) => {
    const response = await undiciFetch(`http://127.0.0.1:${port}${path}`, { dispatcher: agent, headers });
    return response.text();
  },
};

for (const path of paths) {
  for (const [client, get] of Object.entries(clients)) {
    await run(1_000, () => get(path));
    const startMs = performance.now();
    const start = process.cpuUsage();
    await run(requests, () => get(path));
    const { user, system } = process.cpuUsage(start);
    console.log(
      JSON.stringify({
        path,
        client,
        requestsPerSecond: Math.round(requests / ((performance.now() - startMs) / 1_000)),
        cpuMicrosecondsPerRequest: Math.round((user + system) / requests),
      }),
    );
  }
}

await Promise.all([source.close(), guarded.close(), agent.close()]);
shop.disconnect();

async function run(count: number, get: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await get();
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
