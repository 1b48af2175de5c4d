import { once } from 'node:events';
import { parseDocument } from 'htmlparser2';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { field } from '../../shared/documents/fields.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { createBreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { localLogLine } from '../../shared/runtime/log.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import { wireFunctions } from '../local/wire-functions.ts';
import { benchDataKeys } from './bench-keys.ts';
import { countingDocuments } from './counting-documents.ts';
import { startPipelinePlatform } from './pipeline-platform.ts';
import type { ShopOrder } from './pipeline-shop.ts';

// Offers a second through the whole embedded pipeline (plan-scrapes, queue, scrape-retailer, detect-anomaly, every
// commit durable), with a shop in another process, next to fetching and parsing the same pages and nothing else.
// `npm run bench:pipeline -- [rounds, default 5] [offers, default 1000]`. The lines take turns in every round, so that a
// busy machine slows all alike; CPU is this process's alone, all its threads together.

const rounds = Number(process.argv[2] ?? 5);
const offerCount = Number(process.argv[3] ?? 1_000);

const pipeline = await startPipelinePlatform({
  flags: [],
  secrets: { get: async (name) => (name === 'DATA_KEYS' ? benchDataKeys : undefined) },
  sink: (entry) => {
    if (entry.severity !== 'DEBUG' && entry.severity !== 'INFO') process.stderr.write(`${localLogLine(entry)}\n`);
  },
});
const { platform: embedded, shop, shopPort, retailer, host } = pipeline;
const urls = Array.from({ length: offerCount }, (_, n) => `https://${host}/p/${n}`);
const operations = { reads: 0, writes: 0 };
const catalogue = countingDocuments(embedded.catalogue, operations);
const platform = {
  ...embedded,
  catalogue,
  breakers: createBreakerGuard({ ...embedded, documents: catalogue }),
};

for (const url of urls) await watchOffer(embedded.catalogue, url, retailer, embedded.clock.nowMs());
await embedded.queue.start(wireFunctions(platform).receivers);

const order = async (next: ShopOrder) => {
  shop.send(next);
  await once(shop, 'message');
};

/** One look at every offer, from the scheduler's message until nothing is left to do. Gives the seconds it took. */
async function lookAtAll(): Promise<number> {
  const due = await shards.find(embedded.catalogue, 'due', { limit: 1_000 });
  for (const { id } of due) await embedded.catalogue.write([shards.update(id, [field(['dueAtMs'], 0)])]);
  const publish = createPublish(embedded.publisher, { correlationId: 'bench' });
  const startMs = performance.now();
  await publish(scanRequested, [{}]);
  await embedded.queue.idle();
  return (performance.now() - startMs) / 1_000;
}

/** Fetches and parses every page, as many at once as the pipeline does, and does nothing with them. */
async function fetchAndParse(): Promise<number> {
  const waiting = [...urls];
  const startMs = performance.now();
  const one = async () => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      const response = await fetch(url.replace(`https://${host}`, `http://127.0.0.1:${shopPort}`));
      parseDocument(await response.text());
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return (performance.now() - startMs) / 1_000;
}

/** The figures mean nothing unless every offer was looked at, and every change arrived in the offer's history. */
async function check(round: number, observations: number): Promise<void> {
  const stored = await shards.find(embedded.catalogue, 'due', { limit: 1_000 });
  const looked = stored.flatMap(({ value }) => Object.entries(value.offers));
  const priced = looked.filter(([, offer]) => offer.outcome === 'price');
  const detected = await offers.getAll(
    embedded.catalogue,
    looked.map(([id]) => id),
  );
  const behind = detected.filter((offer) => offer?.value.lastSequence !== observations);
  if (priced.length < offerCount || behind.length > 0) {
    throw new Error(`round ${round}: ${priced.length} of ${offerCount} offers read, ${behind.length} behind`);
  }
}

interface Line {
  readonly name: string;
  readonly pages: ShopOrder['pages'];
  readonly run: () => Promise<number>;
  readonly goal?: number;
  readonly perSecond: number[];
  readonly cpuMicros: number[];
  readonly reads: number[];
  readonly writes: number[];
}
const line = (name: string, pages: ShopOrder['pages'], run: Line['run'], goal?: number): Line => ({
  name,
  pages,
  run,
  ...(goal === undefined ? {} : { goal }),
  perSecond: [],
  cpuMicros: [],
  reads: [],
  writes: [],
});
const alone = line('fetch + htmlparser2 parseDocument alone', 'new-body', fetchAndParse);
const unchanged = line('(a) not modified (304)', 'unchanged', lookAtAll, 1_500);
const samePrice = line('(b) changed page, unchanged price', 'new-body', lookAtAll, 500);
const newPrice = line('(c) changed price, through detection', 'new-price', lookAtAll, 250);
const lines = [alone, unchanged, samePrice, newPrice];

await order({ pages: 'new-body', round: 0 });
await lookAtAll();
let priceRounds = 1;
await check(0, priceRounds);
// The first round only warms up.
for (let round = 1; round <= rounds + 1; round++) {
  for (const each of lines) {
    await order({ pages: each.pages, round });
    const before = { ...operations, cpu: process.cpuUsage() };
    const seconds = await each.run();
    const { user, system } = process.cpuUsage(before.cpu);
    if (each.pages === 'new-price') priceRounds += 1;
    await check(round, priceRounds);
    if (round === 1) continue;
    each.perSecond.push(offerCount / seconds);
    each.cpuMicros.push((user + system) / offerCount);
    each.reads.push((operations.reads - before.reads) / offerCount);
    each.writes.push((operations.writes - before.writes) / offerCount);
  }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const row = (...cells: readonly string[]) =>
  console.log(`| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(40) : cell.padStart(9))).join(' | ')} |`);
console.log(`${offerCount} offers in shards of 50, ${rounds} rounds`);
row('offers a second', 'goal', 'median', 'best', 'CPU µs', 'of alone', 'reads', 'writes');
row('-'.repeat(40), ...Array(7).fill('-'.repeat(9)));
for (const { name, goal, perSecond, cpuMicros, reads, writes } of lines) {
  const best = Math.max(...perSecond);
  row(
    name,
    goal === undefined ? '' : String(goal),
    median(perSecond).toFixed(0),
    best.toFixed(0),
    median(cpuMicros).toFixed(0),
    median(perSecond.map((value, i) => value / (alone.perSecond[i] ?? value))).toFixed(2),
    median(reads).toFixed(3),
    median(writes).toFixed(3),
  );
}

await pipeline.stop();
// The page source keeps its connections; nothing else is left to do.
process.exit(0);
