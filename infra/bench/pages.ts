import { writeFileSync } from 'node:fs';
import type { Extraction } from '../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { retailerOfUrl } from '../../shared/domain/extraction/retailer-of-url.ts';
import { toMajorUnits } from '../../shared/domain/money/to-money.ts';
import type { Availability } from '../../shared/domain/observation/facts.ts';
import { readBenchArguments } from './arguments.ts';
import { type Claim, calibrationTable } from './calibration.ts';
import { readRetailers } from './read-retailers.ts';
import { readSavedPages } from './read-saved-pages.ts';

/** The measurement knows two states: what can be ordered is in stock, now or later. */
const measured: Readonly<Record<Availability, 'InStock' | 'OutOfStock'>> = {
  InStock: 'InStock',
  PreOrder: 'InStock',
  BackOrder: 'InStock',
  OutOfStock: 'OutOfStock',
  Discontinued: 'OutOfStock',
};

const files = readBenchArguments(process.argv.slice(2));
const retailers = readRetailers();
const lines: string[] = [];
const claims: Claim[] = [];
for (const { id, url, html, rightPrices } of readSavedPages(files.in)) {
  const retailer = retailerOfUrl(url, retailers);
  if (retailer === undefined) throw new Error('shared/retailers has no file without hosts (generic)');
  const started = performance.now();
  const extraction = readPage({ url, html, status: 200 }, retailer);
  const ms = Math.round((performance.now() - started) * 100) / 100;
  const result = resultOf(extraction);
  const { price, confidence } = result;
  if (price !== null && confidence !== null) {
    const right = rightPrices?.some((accepted) => Math.abs(accepted - price) < 0.006) ?? null;
    claims.push({ confidence, right });
  }
  lines.push(JSON.stringify({ id, ...result, ms }));
}
writeFileSync(files.out, `${lines.join('\n')}\n`);
// Of an index with its answers also how often each confidence was right.
process.stdout.write(calibrationTable(claims));

function resultOf(extraction: Extraction) {
  const facts = 'facts' in extraction ? extraction.facts : {};
  const price = extraction.outcome === 'price' ? extraction.price : undefined;
  return {
    outcome: extraction.outcome,
    price: price === undefined ? null : toMajorUnits(price),
    currency: price?.currency ?? null,
    confidence: extraction.outcome === 'price' ? extraction.confidence : null,
    listPrice: facts.listPrice === undefined ? null : toMajorUnits(facts.listPrice),
    title: facts.title ?? null,
    availability: facts.availability === undefined ? null : measured[facts.availability],
    gtin: facts.gtin ?? null,
    sku: facts.sku ?? null,
    votes: 'votes' in extraction ? extraction.votes : [],
  };
}
