import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

const answer = z.object({
  price: z.number().nullish(),
  alsoAcceptable: z.array(z.looseObject({ price: z.number() })).optional(),
});
const index = z.array(
  z.object({
    id: z.string(),
    file: z.string(),
    url: z.string().nullish(),
    expected: answer.optional(),
    confidence: z.string().optional(),
  }),
);

export interface SavedPage {
  readonly id: string;
  readonly url: string;
  readonly html: string;
  /** Amounts that are right, where the index has its answers; empty for a page without a price. */
  readonly rightPrices: readonly number[] | undefined;
}

/** The pages that an index names, one after the other; files are relative to the index, or absolute. */
export function* readSavedPages(indexFile: string): Generator<SavedPage> {
  for (const { id, file, url, expected, confidence } of index.parse(JSON.parse(readFileSync(indexFile, 'utf8')))) {
    const bytes = readFileSync(resolve(dirname(indexFile), file));
    const html = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    // An answer that is a matter of opinion counts for nothing.
    const accepted =
      confidence === 'low'
        ? undefined
        : expected && [expected.price ?? [], ...(expected.alsoAcceptable ?? []).map(({ price }) => price)];
    yield { id, url: url ?? '', html, rightPrices: accepted?.flat() };
  }
}
