import { parseDocument } from 'htmlparser2';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { retailerOfUrl } from '../../shared/domain/extraction/retailer-of-url.ts';
import { readBenchArguments } from './arguments.ts';
import { readRetailers } from './read-retailers.ts';
import { readSavedPages, type SavedPage } from './read-saved-pages.ts';

// CPU time of reading every page against CPU time of htmlparser2's parseDocument on the same text, in one process, in
// turns, so that a busy machine slows both alike. Garbage collection is part of both.
const ROUNDS = 3;
const files = readBenchArguments([...process.argv.slice(2), '--out', '-']);
const retailers = readRetailers();
const pages = [...readSavedPages(files.in)];

const parseMs: number[] = [];
const readMs: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  parseMs.push(cpuMs(({ html }) => parseDocument(html)));
  readMs.push(
    cpuMs(({ url, html }) => {
      const retailer = retailerOfUrl(url, retailers);
      if (retailer !== undefined) readPage({ url, html, status: 200 }, retailer);
    }),
  );
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
process.stdout.write(
  `${JSON.stringify({ pages: pages.length, parseDocumentMs: parseMs, readPageMs: readMs, ratio: Math.round((sum(readMs) / sum(parseMs)) * 100) / 100 })}\n`,
);

function cpuMs(work: (page: SavedPage) => void): number {
  const before = process.cpuUsage();
  for (const page of pages) work(page);
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1_000);
}
