import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRetailer } from '../../shared/domain/extraction/parse-retailer.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';

/** The retailer files (*.json) of a folder. @throws ConfigError naming file, key, what was found and what is allowed */
export function loadRetailers(folder: string): readonly Retailer[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    throw new ConfigError(`--retailers: found "${folder}"; allowed: a folder that can be read, or none`);
  }
  return names.map((name) => {
    const file = join(folder, name);
    const parsed = parseRetailer(readFileSync(file, 'utf8'), file);
    if (!parsed.ok) throw new ConfigError(parsed.error);
    return parsed.retailer;
  });
}
