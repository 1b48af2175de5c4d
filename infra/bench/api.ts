import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as z from 'zod';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { field } from '../../shared/documents/fields.ts';
import { shards } from '../../shared/documents/shard.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { seededRandom } from '../local/demo-shop/seeded-random.ts';
import { startLocalServer } from '../local/local-server.ts';
import { wireFunctions } from '../local/wire-functions.ts';
import type { ClientOrder, ClientReport } from './api-client.ts';
import { fillApiStore, pickerBy, words } from './api-store.ts';
import { benchDataKeys } from './bench-keys.ts';
import { startPipelinePlatform } from './pipeline-platform.ts';

// How long the public API takes to answer, over HTTP, on the embedded platform with 100,000 products and 10,000 deals,
// while the pipeline looks at 111 offers a second: as many as 100,000 products each quarter of an hour.
// `npm run bench:api -- [requests a line, default 1000] [looks a second, default 111] [products] [deals]`. Goal: p95 of 20 ms.

const requests = Number(process.argv[2] ?? 1_000);
const looksPerSecond = Number(process.argv[3] ?? 111);
const productCount = Number(process.argv[4] ?? 100_000);
const dealCount = Number(process.argv[5] ?? 10_000);
const goalMs = 20;
const watchedCount = 1_000;

const chance = seededRandom(11);
const pick = pickerBy(chance);
const shopIds = builtInRetailers.map(({ id }) => id);
const client = fork(new URL('api-client.ts', import.meta.url), { stdio: 'inherit' });
const pipeline = await startPipelinePlatform({
  flags: ['--rate-limit-scale', '1000000'],
  secrets: { get: async (name) => (/_KEYS$/.test(name) ? benchDataKeys : undefined) },
  sink: () => {},
});
const { platform, settings, folder, shop, retailer, host } = pipeline;
const { catalogue, clock } = platform;

/** Has shards looked at, one after the other, so that on average so many offers a second are; gives how many were. */
function keepLooking(): () => Promise<number> {
  const publish = createPublish(platform.publisher, { correlationId: 'bench' });
  let turn = 0;
  const timer = setInterval(async () => {
    const due = await shards.find(catalogue, 'due', { limit: 100 });
    const shard = due.toSorted((a, b) => (a.id < b.id ? -1 : 1))[turn++ % due.length];
    if (!shard) return;
    shop.send({ pages: 'new-body', round: turn });
    await catalogue.write([shards.update(shard.id, [field(['dueAtMs'], 0)])]);
    await publish(scanRequested, [{}]);
  }, 50_000 / looksPerSecond);
  return async () => {
    clearInterval(timer);
    return turn * 50;
  };
}

async function measure(origin: string, paths: readonly string[], headers = {}): Promise<ClientReport> {
  client.send({ origin, paths, atOnce: 2, headers } satisfies ClientOrder);
  const [report] = await once(client, 'message');
  return z.array(z.number()).parse(report);
}

const lines: readonly { readonly name: string; readonly path: () => string }[] = [
  { name: 'first page, by score', path: () => '/buyer/deals' },
  { name: 'newest of a retailer', path: () => `/buyer/deals?sort=newest&retailer=${shopIds[0]}` },
  { name: 'words and a category', path: () => `/buyer/deals?text=${pick(words)}+${pick(words)}&category=kitchen` },
  {
    name: 'brand, kind, discount',
    path: () => `/buyer/deals?brand=brand${Math.ceil(200 ** chance())}&kind=deal&minDiscount=0.4`,
  },
  {
    name: 'cheapest up to a price',
    path: () => `/buyer/deals?sort=price&currency=EUR&maxPrice=${20 + Math.floor(chance() * 80)}`,
  },
  {
    name: 'up to a price, by score',
    path: () => `/buyer/deals?currency=EUR&maxPrice=${5 + Math.floor(chance() * 40)}`,
  },
  { name: 'one deal', path: () => `/buyer/deals/deal-${Math.floor(chance() * dealCount)}` },
  { name: 'RSS feed', path: () => '/feeds/deals.rss?sort=newest' },
  { name: 'health', path: () => '/health' },
];

const filling = { productCount, dealCount, shopIds, nowMs: clock.nowMs(), chance };
await fillApiStore(catalogue, filling);
for (let i = 0; i < watchedCount; i++) {
  await watchOffer(catalogue, `https://${host}/p/${i}`, retailer, filling.nowMs);
}
const { receivers, apps } = wireFunctions(platform);
await platform.queue.start(receivers);
const server = await startLocalServer({
  ...settings,
  host: '127.0.0.1',
  port: 0,
  apps,
  outboxFolder: folder,
  log: platform.log,
});
const origin = `http://127.0.0.1:${server.port}`;

/** CPU of the server for one request, alone: what a busy machine does not change. */
const cpuMs = new Map<string, number>();
for (const { name, path } of lines) {
  await measure(origin, Array.from({ length: 50 }, path));
  const before = process.cpuUsage();
  await measure(origin, Array.from({ length: 100 }, path));
  const { user, system } = process.cpuUsage(before);
  cpuMs.set(name, (user + system) / 100 / 1_000);
}

const stopLooking = looksPerSecond > 0 ? keepLooking() : async () => 0;
const startMs = performance.now();
const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
const all: number[] = [];
console.log(`${productCount} products, ${dealCount} deals, ${looksPerSecond} looks a second\n`);
console.log(
  `${'request'.padEnd(28)}${['p50', 'p95', 'p99', 'CPU alone'].map((name) => name.padStart(10)).join('')}  ms`,
);
const report = (name: string, ms: readonly number[]) => {
  const sorted = ms.toSorted((a, b) => a - b);
  const figures = [...[0.5, 0.95, 0.99].map((share) => at(sorted, share)), cpuMs.get(name)];
  console.log(`${name.padEnd(28)}${figures.map((ms) => (ms?.toFixed(1) ?? '').padStart(10)).join('')}`);
  return at(sorted, 0.95);
};
for (const { name, path } of lines) {
  const ms = await measure(origin, Array.from({ length: requests }, path));
  all.push(...ms);
  report(name, ms);
}
const seconds = (performance.now() - startMs) / 1_000;
const looked = await stopLooking();
const p95 = report('all', all);
console.log(
  `\n${(all.length / seconds).toFixed(0)} requests a second beside ${(looked / seconds).toFixed(0)} looks a second`,
);
console.log(`p95 ${p95.toFixed(1)} ms; goal ${goalMs} ms: ${p95 <= goalMs ? 'met' : 'missed'}`);

await server.stop();
await pipeline.stop();
client.disconnect();
