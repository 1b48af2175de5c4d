import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { pageWorkers } from '../../shared/adapters/page-workers.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { field } from '../../shared/documents/fields.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { listDeal } from '../../shared/domain/deal/list-deal.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import type { Write } from '../../shared/ports/documents.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { seededRandom } from '../local/demo-shop/seeded-random.ts';
import { embeddedPlatform } from '../local/embedded-platform.ts';
import { startLocalServer } from '../local/local-server.ts';
import { wireFunctions } from '../local/wire-functions.ts';
import type { ClientOrder, ClientReport } from './api-client.ts';

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
const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(chance() * values.length)] ?? values[0];
const shopIds = builtInRetailers.map(({ id }) => id);
const host = 'bench.example';
const retailer: Retailer = {
  id: 'bench',
  name: 'Bench Kitchen',
  hosts: [host],
  strategies: ['http'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 8 },
  robots: 'honour',
  checkEveryMinutes: 15,
  fields: {},
};

const shop = fork(new URL('pipeline-shop.ts', import.meta.url), { stdio: 'inherit' });
const [address] = await once(shop, 'message');
const { port: shopPort } = z.object({ port: z.number() }).parse(address);
const client = fork(new URL('api-client.ts', import.meta.url), { stdio: 'inherit' });

const folder = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
const settings = {
  ...readSettings(['--rate-limit-scale', '1000000'], {}),
  data: folder,
  hostMap: `${host}=127.0.0.1:${shopPort}`,
  skipWithinMinutes: 0,
};
const workers = pageWorkers({ threads: availableParallelism() });
const platform = embeddedPlatform({
  settings,
  secrets: { get: async (name) => (/_KEYS$/.test(name) ? 'keys-of-the-api-benchmark' : undefined) },
  retailers: [retailer, ...builtInRetailers],
  readPage: workers.readPage,
  sink: () => {},
});
const { catalogue, clock } = platform;

const words = [
  'steel',
  'cordless',
  'kettle',
  'lamp',
  'drill',
  'speaker',
  'grill',
  'chair',
  'blue',
  'compact',
  'pro',
  'set',
] as const;

function deal(i: number): Deal {
  const discount = 0.2 + chance() * 0.6;
  const minor = 500 + Math.floor(chance() * 80_000);
  const value: Deal = {
    offerId: `offer-${i}`,
    retailerId: shopIds[Math.floor(chance() * shopIds.length)] ?? 'amazon',
    retailerName: 'A shop',
    title: `${pick(words)} ${pick(words)} ${pick(words)} model ${Math.floor(chance() * 3_000)}`,
    url: `https://shop.example/p/${i}`,
    imageUrl: `https://shop.example/i/${i}.jpg`,
    brand: `brand${Math.floor(200 ** chance())}`,
    category: pick(['kitchen', 'audio', 'garden', 'tools']),
    kind: chance() < 0.1 ? 'glitch' : 'deal',
    price: { minor, currency: pick(['EUR', 'USD', 'GBP']) },
    medianMinor: Math.round(minor / (1 - discount)),
    low30Minor: Math.round(minor * (1 + chance())),
    discount,
    reasons: ['below-median', 'below-low30'],
    observedAtMs: clock.nowMs() - i * 60_000,
    confirmedAtMs: clock.nowMs() - i * 60_000,
    retractedAtMs: null,
  };
  return listDeal(value, { confidence: 0.6 + 0.4 * chance(), condition: undefined, seller: undefined, days: 90 });
}

async function fillStore(): Promise<void> {
  const write = async (count: number, make: (i: number) => Write) => {
    for (let from = 0; from < count; from += 500) {
      const size = Math.min(500, count - from);
      await catalogue.write(Array.from({ length: size }, (_, i) => make(from + i)));
    }
  };
  const nowMs = clock.nowMs();
  const idle = {
    gtin: null,
    page: null,
    outcome: 'price',
    lastSequence: 1,
    gap: null,
    detector: null,
    openAnomalyId: null,
    dealEndedAtMs: null,
    history: null,
  } as const;
  await write(productCount, (i) =>
    offers.create(`product-${i}`, {
      ...idle,
      deals: [],
      url: `https://shop.example/p/${i}`,
      shopId: 'amazon',
      retailerId: 'amazon',
      shardId: `amazon:${i % 2_000}`,
      facts: { title: `${pick(words)} ${pick(words)} ${i}`, brand: `brand${i % 200}` },
      price: { minor: 1_000 + i, currency: 'USD' },
      availability: 'InStock',
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    }),
  );
  await write(dealCount, (i) => deals.create(`deal-${i}`, deal(i)));
  for (let i = 0; i < watchedCount; i++) await watchOffer(catalogue, `https://${host}/p/${i}`, retailer, nowMs);
}

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

await fillStore();
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
await platform.queue.stop(1_000);
await workers.stop();
await platform.close();
shop.disconnect();
client.disconnect();
rmSync(folder, { recursive: true, force: true });
