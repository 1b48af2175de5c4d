import { ConfigError } from './errors.ts';

/** Hosts that are reached at another address, in plain HTTP: `host` → `address:port`. */
export type HostMap = Readonly<Record<string, string>>;

/**
 * Reads `name=address:port,…`, or `none`.
 *
 * @throws ConfigError naming the entry
 */
export function parseHostMap(text: string): HostMap {
  if (text === 'none') return {};
  const entries = text.split(',').map((entry) => {
    const [host, address, ...more] = entry.trim().split('=');
    if (!host || !address || more.length > 0 || !/^[\w.-]+:\d{1,5}$/.test(address)) {
      throw new ConfigError(`host map: found "${entry.trim()}"; allowed: name=address:port`);
    }
    return [host.toLowerCase(), address] as const;
  });
  return Object.fromEntries(entries);
}
