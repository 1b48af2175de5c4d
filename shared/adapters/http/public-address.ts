import ipaddr from 'ipaddr.js';

/** Addresses that look public and are a cloud's own: Azure's host agent answers there with a machine's secrets. */
const cloudInternal: ReadonlySet<string> = new Set(['168.63.129.16']);

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address belongs to the public internet. Refused are private, loopback, link-local (with the metadata
 * servers), shared (CGNAT), multicast and reserved ranges of the IANA special-purpose registries, and every IPv6 form
 * that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), because its end is somewhere else than it says.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(globalUnicast) : !cloudInternal.has(parsed.toString());
}
