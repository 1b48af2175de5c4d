import { readFileSync } from 'node:fs';
import { parseRetailer } from '../../../shared/domain/extraction/parse-retailer.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';

/** A page written for the tests, from test/fixtures/pages. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/pages/${name}.html`, import.meta.url), 'utf8');
}

/** A shop of shared/retailers. */
export function shop(id: string): Retailer {
  const fileName = `shared/retailers/${id}.json`;
  const parsed = parseRetailer(readFileSync(new URL(`../../../${fileName}`, import.meta.url), 'utf8'), fileName);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.retailer;
}
