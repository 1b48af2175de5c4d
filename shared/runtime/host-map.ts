import * as z from 'zod';
import type { HostMap } from '../domain/fetching/target.ts';
import { ConfigError } from './errors.ts';

/** `address:port`, an IPv6 address in brackets. */
const target = z.string().refine((text) => {
  const [, v6, v4, port] = /^(?:\[(.*)\]|([\d.]+)):(\d{1,5})$/.exec(text) ?? [];
  const isAddress = v6 === undefined ? z.ipv4().safeParse(v4).success : z.ipv6().safeParse(v6).success;
  return isAddress && Number(port) > 0 && Number(port) < 65_536;
});

/** What a host map may look like, in the words of an error message. */
export const hostMapForm = 'name=address:port,… with IP addresses, or none';

/**
 * Reads `name=address:port,…`, or `none`: hosts that are reached at another address, in plain HTTP.
 *
 * @throws ConfigError naming the entry
 */
export function parseHostMap(text: string): HostMap {
  if (text === 'none') return {};
  const entries = text.split(',').map((entry) => {
    const [host, address, ...more] = entry.trim().split('=');
    if (!host || more.length > 0 || !target.safeParse(address).success) {
      throw new ConfigError(`host map: found "${entry.trim()}"; allowed: ${hostMapForm}`);
    }
    return [host.toLowerCase(), String(address)] as const;
  });
  return Object.fromEntries(entries);
}
