import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedPublisher } from '../../shared/adapters/queue/embedded-publisher.ts';
import { embeddedQueue } from '../../shared/adapters/queue/embedded-queue.ts';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { systemClock as clock } from '../../shared/adapters/system.ts';
import type {
  CollectionDefinition,
  DocumentKey,
  FieldUpdate,
  JsonObject,
  Write,
} from '../../shared/ports/documents.ts';
import type { SubscriptionPolicy } from '../../shared/ports/subscription.ts';

// Operations a second of the embedded store, every one durable (synchronous = FULL) when it counts as done.
// `node infra/bench/store.ts [seconds for each line, default 2]`

const offersPerShard = 50;
const shards: CollectionDefinition = {
  name: 'shards',
  database: 'catalogue',
  queries: { due: { equal: ['state'], order: [{ field: 'dueAtMs', direction: 'asc' }] } },
};
const offers: CollectionDefinition = {
  name: 'offers',
  database: 'catalogue',
  queries: {
    ofShop: { equal: ['shop'], order: [{ field: 'changedAtMs', direction: 'desc' }] },
    byTokens: { arrayContains: 'tokens', order: [{ field: 'changedAtMs', direction: 'desc' }] },
  },
};
const policy = {
  ackDeadlineMs: 600_000,
  minBackoffMs: 10_000,
  maxBackoffMs: 600_000,
  maxAttempts: 5,
  deadLetterTopic: null,
  retentionMs: 604_800_000,
  concurrency: 20,
};
const subscriptions: readonly SubscriptionPolicy[] = ['ping', 'observed', 'accepted', 'detected'].map((topic) => ({
  ...policy,
  functionName: `on-${topic}`,
  topic,
}));

const folder = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
const database = openDatabase(join(folder, 'bench.db'), { collections: [shards, offers] });
const documents = sqliteDocuments(database, 'catalogue');
const publisher = embeddedPublisher({ database, subscriptions, clock });
const queue = embeddedQueue({ database, subscriptions, clock });
const seconds = Number(process.argv[2] ?? 2);

const observation = { url: `https://shop.example/p/${'x'.repeat(60)}`, minor: 1999, currency: 'USD', seenAtMs: 1.7e12 };
const offer = (n: number): JsonObject => ({
  ...observation,
  shop: `shop-${n % 20}`,
  changedAtMs: 1.7e12 + n,
  tokens: ['red', 'shoe', `size-${n % 40}`, `brand-${n % 300}`],
});
const key = (collection: CollectionDefinition, n: number): DocumentKey => ({ collection, id: `d${n}` });
const publish = (topic: string, n: number) =>
  publisher.publish([{ topic, body: { ...observation, n }, attributes: { 'x-correlation-id': `c-${n}` } }]);

function shard(n: number): JsonObject {
  const entries = Array.from({ length: offersPerShard }, (_, place) => [
    `offer-${place}`,
    {
      ...observation,
      checkedAtMs: 1.7e12,
      dueAtMs: 1.7e12 + place,
      etag: `"${'e'.repeat(32)}"`,
      lastModified: 'Tue, 18 Nov 2025 10:00:00 GMT',
      availability: 'InStock',
      sequence: 12,
      title: `A product of the shop, number ${n * offersPerShard + place}, in several colours`,
      pending: false,
    },
  ]);
  return { state: 'active', dueAtMs: 1.7e12 + n, shop: 'shop-1', offers: Object.fromEntries(entries) };
}

async function update<R>(which: DocumentKey, change: (changedAtMs: number) => readonly FieldUpdate[], result: R) {
  return documents.transaction(async (read) => {
    const before = Number((await read.get(which))?.data.changedAtMs ?? 0);
    return { writes: [{ type: 'update', key: which, fields: change(before) }], result };
  });
}

/** Every shard read once and updated once: what 50 answers "not modified" cost. */
async function checkShard(n: number): Promise<void> {
  const which = key(shards, n % 200);
  await documents.get(which);
  const nowMs = 1.7e12 + n;
  const fields = Array.from({ length: offersPerShard }, (_, place): FieldUpdate[] => [
    { path: ['offers', `offer-${place}`, 'checkedAtMs'], value: nowMs },
    { path: ['offers', `offer-${place}`, 'dueAtMs'], value: nowMs + 900_000 },
  ]).flat();
  await documents.write([{ type: 'update', key: which, fields: [...fields, { path: ['dueAtMs'], value: nowMs }] }]);
}

const waitingForPing = new Map<number, () => void>();
const waitingForEnd = new Map<number, () => void>();
const until = (waiting: Map<number, () => void>, n: number, begin: Promise<void>) =>
  Promise.all([begin, new Promise<void>((resolve) => waiting.set(n, resolve))]);

async function startReceivers(): Promise<void> {
  const numberIn = (text: string): number => JSON.parse(text).n;
  const forward = (topic: string) => async (message: { readonly text: string }) => {
    const n = numberIn(message.text);
    await update(key(offers, n % 20_000), (before) => [{ path: ['changedAtMs'], value: before + 1 }], undefined);
    await publish(topic, n);
    return 'ack' as const;
  };
  const end = (waiting: Map<number, () => void>) => async (message: { readonly text: string }) => {
    waiting.get(numberIn(message.text))?.();
    return 'ack' as const;
  };
  await queue.start({
    'on-ping': end(waitingForPing),
    'on-observed': forward('accepted'),
    'on-accepted': forward('detected'),
    'on-detected': end(waitingForEnd),
  });
}

/** Runs `work` with so many at once for the time given, and prints a line; CPU is what one costs, however busy the machine. */
async function measure(name: string, atOnce: number, work: (n: number) => Promise<unknown>, perCall = 1) {
  for (let n = 0; n < 50; n += 1) await work(n);
  const before = database.commits;
  const cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const latenciesMs: number[] = [];
  let next = 50;
  const worker = async () => {
    while (performance.now() - startMs < seconds * 1_000) {
      const beginMs = performance.now();
      await work(next++);
      latenciesMs.push(performance.now() - beginMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const elapsedSeconds = (performance.now() - startMs) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const cpuMicros = Math.round((cpu.user + cpu.system) / (latenciesMs.length * perCall));
  latenciesMs.sort((a, b) => a - b);
  const quantile = (part: number) => (latenciesMs[Math.floor(latenciesMs.length * part)] ?? 0).toFixed(1);
  const rate = Math.round((latenciesMs.length * perCall) / elapsedSeconds);
  const commits = Math.round((database.commits - before) / elapsedSeconds);
  row(name, atOnce, rate.toLocaleString('en'), quantile(0.5), quantile(0.95), commits.toLocaleString('en'), cpuMicros);
}

function row(name: string, ...cells: readonly (string | number)[]): void {
  console.log(`| ${name.padEnd(58)} | ${cells.map((cell) => String(cell).padStart(8)).join(' | ')} |`);
}

for (let first = 0; first < 20_000; first += 500) {
  await documents.write(
    Array.from({ length: 500 }, (_, place): Write => {
      const n = first + place;
      return { type: 'set', key: key(offers, n), data: offer(n) };
    }),
  );
}
for (let n = 0; n < 200; n += 1) await documents.write([{ type: 'set', key: key(shards, n), data: shard(n) }]);
await startReceivers();

row('what', 'at once', 'per s', 'p50 ms', 'p95 ms', 'commits', 'CPU µs');
row('-'.repeat(58), ...Array(6).fill('-'.repeat(8)));
const random = (n: number) => (n * 7_919) % 20_000;
await measure('document read', 1, (n) => documents.get(key(offers, random(n))));
await measure('shard document (20 KB) read', 1, (n) => documents.get(key(shards, n % 200)));
await measure('query, newest 20 of a shop', 1, (n) =>
  documents.query({ collection: offers, query: 'ofShop', equal: { shop: `shop-${n % 20}` }, limit: 20 }),
);
await measure('query, newest 20 with a token', 1, (n) =>
  documents.query({ collection: offers, query: 'byTokens', arrayContains: `brand-${n % 300}`, limit: 20 }),
);
const setOffer = (n: number) => documents.write([{ type: 'set', key: key(offers, random(n)), data: offer(n) }]);
await measure('document write', 1, setOffer);
await measure('document write', 50, setOffer);
const increment = (n: number) =>
  update(key(offers, n), (before) => [{ path: ['changedAtMs'], value: before + 1 }], undefined);
await measure('transaction (read, update)', 1, (n) => increment(random(n)));
await measure('transaction (read, update)', 50, (n) => increment(random(n)));
await measure('transaction, all on one document', 10, () => increment(1));
await measure('unchanged offers (shard of 50: one read, one update)', 4, checkShard, offersPerShard);
await measure('message: publish, receive, acknowledge', 1, (n) => until(waitingForPing, n, publish('ping', n)));
await measure('message: publish, receive, acknowledge', 200, (n) => until(waitingForPing, n, publish('ping', n)));
await measure('changed offer: 3 messages, 2 transactions', 40, (n) => until(waitingForEnd, n, publish('observed', n)));

await queue.stop(1_000);
database.close();
rmSync(folder, { recursive: true });
