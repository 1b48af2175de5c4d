import { writeFileSync } from 'node:fs';
import { readBenchArguments } from './arguments.ts';
import { inOrderOfTime, readSeries } from './series.ts';

// The usual rule, for comparison: a price is wrong if it is more than three standard deviations from the mean of the
// last 30 observations or less than half of it, and a deal if it has fallen to 80 % of the mean. Same output as
// bench:detect: node infra/bench/seed-rule.ts --in SERIES.jsonl --out FILE

const windowObservations = 30;
const minObservations = 5;

const files = readBenchArguments(process.argv.slice(2));
const all = readSeries(files.in);
const offers = new Map(
  all.map(({ id }) => [id, { seen: [] as number[], suspected: [] as number[], deals: [] as number[] }]),
);

for (const { series, index, minor } of inOrderOfTime(all)) {
  const offer = offers.get(series.id);
  if (offer === undefined) continue;
  const { seen, suspected, deals } = offer;
  if (seen.length >= minObservations) {
    const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
    const deviation = Math.sqrt(seen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seen.length);
    const isOutlier = deviation > 0 && Math.abs(minor - mean) > 3 * deviation;
    if (isOutlier || minor < mean / 2) suspected.push(index);
    if (minor <= 0.8 * mean && minor < (seen.at(-1) ?? 0)) deals.push(index);
  }
  seen.push(minor);
  if (seen.length > windowObservations) seen.shift();
}

const lines = all.map(({ id }) => {
  const { suspected = [], deals = [] } = offers.get(id) ?? {};
  return JSON.stringify({ id, suspected, confirmed: [], deals, kinds: {} });
});
writeFileSync(files.out, `${lines.join('\n')}\n`);
