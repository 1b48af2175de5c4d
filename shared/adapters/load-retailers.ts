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
  const fileOfId = new Map<string, string>();
  const fileOfHost = new Map<string, string>();
  return names.sort().map((name) => {
    const file = join(folder, name);
    const parsed = parseRetailer(textOf(file), file);
    if (!parsed.ok) throw new ConfigError(parsed.error);
    const { id, hosts } = parsed.retailer;
    claim(fileOfId, id, file, 'id');
    for (const [i, host] of hosts.entries()) claim(fileOfHost, host, file, `hosts.${i}`);
    return parsed.retailer;
  });
}

/** Of what only one file may have. */
function claim(fileOf: Map<string, string>, value: string, file: string, place: string): void {
  const other = fileOf.get(value);
  if (other && other !== file) {
    throw new ConfigError(`${file}: ${place}: found "${value}"; allowed: one that ${other} does not have already`);
  }
  fileOf.set(value, file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
