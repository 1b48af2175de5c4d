/** What the HTTP server hands over beside the request (@hono/node-server); absent in tests without a server. */
export interface HttpBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/**
 * The network address a request came from. With n proxies in front that are ours, the n-th entry of X-Forwarded-For from
 * the right is the first that no stranger can have written.
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  if (trustedProxies > 0 && forwardedFor) {
    const hops = forwardedFor.split(',').map((hop) => hop.trim());
    return (hops.at(-trustedProxies) ?? hops[0] ?? '').slice(0, 45) || 'unknown';
  }
  return socketAddress ?? 'unknown';
}

/** Whom a limit counts: an IPv4 address, or the /64 of an IPv6 address, which one household has whole. */
export function addressGroup(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const parts = head.split(':').filter((part) => part !== '');
  const missing = tail === undefined ? 0 : 8 - parts.length - tail.split(':').filter((part) => part !== '').length;
  const whole = [...parts, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  return `${whole
    .slice(0, 4)
    .map((part) => Number.parseInt(part || '0', 16).toString(16))
    .join(':')}::`;
}
