import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test file's databases; `remove` it afterwards. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pricehawk-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
