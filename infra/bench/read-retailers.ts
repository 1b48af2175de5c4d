import { readdirSync, readFileSync } from 'node:fs';
import { parseRetailer } from '../../shared/domain/extraction/parse-retailer.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';

const directory = new URL('../../shared/retailers/', import.meta.url);

/** Every shop of shared/retailers. A file that is wrong ends the process: one line, exit code 2. */
export function readRetailers(): Retailer[] {
  const retailers: Retailer[] = [];
  for (const name of readdirSync(directory).filter((entry) => entry.endsWith('.json'))) {
    const parsed = parseRetailer(readFileSync(new URL(name, directory), 'utf8'), `shared/retailers/${name}`);
    if (!parsed.ok) {
      process.stderr.write(`${parsed.error}\n`);
      process.exit(2);
    }
    retailers.push(parsed.retailer);
  }
  return retailers;
}
