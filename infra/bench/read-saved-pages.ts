import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

const index = z.array(z.object({ id: z.string(), file: z.string(), url: z.string().nullish() }));

export interface SavedPage {
  readonly id: string;
  readonly url: string;
  readonly html: string;
}

/** The pages that an index names, one after the other; files are relative to the index, or absolute. */
export function* readSavedPages(indexFile: string): Generator<SavedPage> {
  for (const { id, file, url } of index.parse(JSON.parse(readFileSync(indexFile, 'utf8')))) {
    const bytes = readFileSync(resolve(dirname(indexFile), file));
    yield { id, url: url ?? '', html: (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8') };
  }
}
