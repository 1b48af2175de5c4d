import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './write-whole.ts';

const fileName = 'demo-starts';

/** How often the demo has run on this data: each start begins with another cast. What cannot be read counts as none. */
export function demoStarts(folder: string): number {
  try {
    const count = Number(readFileSync(join(folder, fileName), 'utf8'));
    return Number.isSafeInteger(count) && count >= 0 ? count : 0;
  } catch {
    return 0;
  }
}

export function countDemoStart(folder: string): void {
  writeWhole(join(folder, fileName), `${demoStarts(folder) + 1}\n`);
}
