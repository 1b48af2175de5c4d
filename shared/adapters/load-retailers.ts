import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRetailer } from '../domain/extraction/parse-retailer.ts';
import type { Retailer } from '../domain/extraction/retailer.ts';
import { ConfigError } from '../runtime/errors.ts';

/** The retailer files (*.json) of a folder. @throws ConfigError naming file, key, what was found and what is allowed */
export function loadRetailers(folder: string): readonly Retailer[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    throw new ConfigError(`--retailers: found "${folder}"; allowed: a folder that can be read, or none`);
  }
  const fileOf = new Map<string, string>();
  return names.map((name) => {
    const file = join(folder, name);
    const parsed = parseRetailer(textOf(file), file);
    if (!parsed.ok) throw new ConfigError(parsed.error);
    const { id } = parsed.retailer;
    const other = fileOf.get(id);
    if (other) throw new ConfigError(`${file}: id: found "${id}"; allowed: one that ${other} does not have already`);
    fileOf.set(id, file);
    return parsed.retailer;
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
