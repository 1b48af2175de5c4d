import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAudience } from '../../functions/select-audience/find-audience.ts';
import { openDatabase } from '../../shared/adapters/sqlite/open-database.ts';
import { sqliteDocuments } from '../../shared/adapters/sqlite/sqlite-documents.ts';
import { audiencePages } from '../../shared/documents/audience-page.ts';
import type { Deal } from '../../shared/documents/deal.ts';
import { audienceEntryOf } from '../../shared/domain/audience/audience-entry.ts';
import { AudienceTree, bandOf } from '../../shared/domain/audience/audience-tree.ts';
import { anchorsOf, compileFilter } from '../../shared/domain/audience/compile-filter.ts';
import { factsOf } from '../../shared/domain/audience/deal-facts.ts';
import type { DealFilter } from '../../shared/domain/audience/deal-filter.ts';
import { matchesFilter } from '../../shared/domain/audience/matches-filter.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { seededRandom } from '../local/demo-shop/seeded-random.ts';
import { countingDocuments } from './counting-documents.ts';

// Who is to be told of a deal, among 100,000 subscribers of whom about 1,000 asked for it, on the embedded store.
// `npm run bench:audience -- [rounds, default 20] [subscribers, default 100000]`. Goals: 300 ms, 0.1 reads per match.

const rounds = Number(process.argv[2] ?? 20);
const subscriberCount = Number(process.argv[3] ?? 100_000);
const wantedMatches = subscriberCount / 100;
const chance = seededRandom(7);

/** Some names are asked for far more often than others (Zipf). */
const popular = (names: number) => Math.floor(names ** chance()) - 1;
const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(chance() * values.length)];
const word = () => `word${popular(4_000)}`;

/** What people ask for: mostly things by name, then brands, categories and shops, and a few anything at all. */
function filter(): DealFilter {
  const kind = chance();
  const clause: DealFilter =
    kind < 0.6
      ? {
          keywords: Array.from({ length: 1 + Math.floor(chance() * 3) }, () =>
            chance() < 0.3 ? `${word()} ${word()}` : word(),
          ),
        }
      : kind < 0.8
        ? { brands: [`brand${popular(800)}`] }
        : kind < 0.92
          ? { categories: [`category${popular(120)}`] }
          : kind < 0.998
            ? { retailerIds: [`shop${popular(40)}`] }
            : {};
  const minDiscount = pick([undefined, 0.2, 0.3, 0.4, 0.5, 0.6]);
  const currency = pick(['EUR', 'USD']) ?? 'EUR';
  return {
    ...clause,
    ...(minDiscount === undefined ? {} : { minDiscount }),
    ...(chance() < 0.3 ? { maxPrice: { minor: 2_000 + Math.floor(chance() * 50_000), currency } } : {}),
  };
}

const deal = (): Deal => ({
  offerId: 'offer',
  retailerId: `shop${popular(40)}`,
  retailerName: 'Shop',
  // Most words of a title are rare, a few are everywhere.
  title: Array.from({ length: 9 }, (_, i) => (i < 2 ? word() : `word${Math.floor(chance() * 4_000)}`)).join(' '),
  url: 'https://shop.example/p/1',
  brand: `brand${popular(800)}`,
  category: `category${popular(120)} > category${popular(120)}`,
  kind: 'deal',
  price: { minor: 9_900, currency: 'EUR' },
  medianMinor: 19_800,
  low30Minor: 18_000,
  discount: 0.25 + chance() * 0.4,
  reasons: [],
  observedAtMs: 0,
  confirmedAtMs: 0,
  retractedAtMs: null,
});

const folder = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
const database = openDatabase(join(folder, 'bench.db'), { collections: [audiencePages] });
const people = sqliteDocuments(database, 'people');

const everybody = Array.from({ length: subscriberCount }, (_, n) => ({
  id: `subscriber-${n}`,
  value: newSubscriber({
    // What it is sealed to is opened where they are told, never here.
    email: 'sealed',
    locale: 'en-GB',
    timeZone: pick(['Europe/Berlin', 'America/New_York', 'Asia/Tokyo']) ?? 'Etc/UTC',
    filter: filter(),
    unsubscribeToken: `token-${n}`,
    createdAtMs: n,
  }),
}));
// As changeSubscribers does it for a few, in one step for all: what a page has become is written once.
const tree = new AudienceTree(people);
const fillingMs = performance.now();
for (const { id: subscriberId, value } of everybody) {
  const entry = audienceEntryOf(value);
  if (!entry) continue;
  for (const term of anchorsOf(entry.filter)) await tree.put({ term, band: bandOf(entry), subscriberId }, entry);
}
const pages = tree.writes();
for (let i = 0; i < pages.length; i += 100) await people.write(pages.slice(i, i + 100));
const filledS = ((performance.now() - fillingMs) / 1_000).toFixed(1);
console.log(`${subscriberCount} subscribers indexed in ${pages.length} pages, ${filledS} s`);

const filters = everybody.map(({ id, value }) => ({ id, filter: compileFilter(value.filter) }));
const matchesOf = (each: Deal) => {
  const facts = factsOf(each);
  return filters.filter(({ filter }) => matchesFilter(filter, facts)).map(({ id }) => id);
};
const candidates = Array.from({ length: 60 }, deal).map((each) => ({ deal: each, matches: matchesOf(each) }));
const distance = ({ matches }: { readonly matches: readonly string[] }) => Math.abs(matches.length - wantedMatches);
const measured = candidates.sort((a, b) => distance(a) - distance(b)).slice(0, 5);

const counts = { reads: 0, writes: 0 };
const counted = countingDocuments(people, counts);
const row = (...cells: readonly string[]) =>
  console.log(`| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(14))).join(' | ')} |`);
row('deal', 'matches', 'best ms', 'median ms', 'CPU ms', 'reads/match');
row('goal', '', '', '300', '', '0.1');
for (const [n, { deal: told, matches }] of measured.entries()) {
  const times: number[] = [];
  const cpuStart = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    counts.reads = 0;
    const startMs = performance.now();
    const found: string[] = [];
    for await (const page of findAudience(counted, factsOf(told), (error) => {
      throw error;
    })) {
      found.push(...page.map(({ subscriberId }) => subscriberId));
    }
    times.push(performance.now() - startMs);
    // The figures mean nothing unless exactly those are found who asked.
    if (found.sort().join() !== [...matches].sort().join())
      throw new Error(`${found.length} found, not ${matches.length}`);
  }
  const sorted = times.sort((a, b) => a - b);
  const ms = (at: number) => (sorted[at] ?? 0).toFixed(1);
  const cpu = process.cpuUsage(cpuStart);
  const cpuMs = ((cpu.user + cpu.system) / 1_000 / rounds).toFixed(1);
  const readsPerMatch = (counts.reads / matches.length).toFixed(3);
  row(`number ${n + 1}`, String(matches.length), ms(0), ms(Math.floor(rounds / 2)), cpuMs, readsPerMatch);
}
database.close();
rmSync(folder, { recursive: true });
