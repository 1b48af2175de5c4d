import { mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../../shared/runtime/errors.ts';

/**
 * Writes a file of the data folder, readable by its owner alone, with all its content or not at all.
 *
 * @throws ConfigError naming the file when the folder cannot be written (read-only, disk full)
 */
export function writeWhole(file: string, content: string): void {
  const draft = `${file}.draft`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, content, { mode: 0o600, flush: true });
    renameSync(draft, file);
  } catch (error) {
    removeIfThere(draft);
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${file}: cannot be written (${reason}); choose another folder with --data`);
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never made.
  }
}
