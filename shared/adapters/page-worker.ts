import { parentPort } from 'node:worker_threads';
import type { Extraction, Page } from '../domain/extraction/extraction.ts';
import { readPage } from '../domain/extraction/read-page.ts';
import type { Retailer } from '../domain/extraction/retailer.ts';
import type { Money } from '../domain/money/money.ts';

/** What a page-thread asks of this, the code that runs in it: one page to read. */
export interface PageTask {
  readonly page: Page;
  /** Number of a retailer whose rules came before, or a new one. */
  readonly retailer: number | { readonly number: number; readonly rules: Retailer };
  readonly previousPrice: Money | null;
}

/** Answers come in the order of the tasks. An extraction as JSON: half the cost of a copy of its many small objects. */
export type PageResult = { readonly extraction: string } | { readonly error: unknown };

const retailers = new Map<number, Retailer>();

parentPort?.on('message', (task: PageTask) => parentPort?.postMessage(read(task)));

function read({ page, retailer, previousPrice }: PageTask): PageResult {
  try {
    const extraction: Extraction = readPage(page, rulesOf(retailer), previousPrice ? { previousPrice } : {});
    return { extraction: JSON.stringify(extraction) };
  } catch (error) {
    return { error };
  }
}

function rulesOf(retailer: PageTask['retailer']): Retailer {
  if (typeof retailer === 'object') {
    retailers.set(retailer.number, retailer.rules);
    return retailer.rules;
  }
  const rules = retailers.get(retailer);
  if (!rules) throw new Error(`no rules came for retailer ${retailer}`);
  return rules;
}
