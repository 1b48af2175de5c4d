/** Hosts that may be private because the operator named them: `host` or `host:port` → `address:port`. */
export type HostMap = Readonly<Record<string, string>>;

export interface TargetPolicy {
  readonly allowedHosts?: HostMap;
  /** Ports that may be asked; the web's own where absent. */
  readonly ports?: ReadonlySet<number>;
}

interface Refusal {
  readonly failure: 'bad-url' | 'refused-address';
  readonly detail: string;
}

/** The web's ports and their usual alternatives; anything else is a service that does not expect to be asked. */
const webPorts: ReadonlySet<number> = new Set([80, 443, 8080, 8443]);

/**
 * Whether a URL that a user or a page supplied may be asked at all, as far as its text can tell; the addresses behind
 * a name are checked when it is connected to. The URL has to come from the WHATWG parser, which writes decimal, octal
 * and hexadecimal IPv4 notations (`0x7f.1`, `2130706433`) as four decimal numbers, so that one pattern finds them all.
 */
export function refusedTarget(url: URL, policy: TargetPolicy): Refusal | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return { failure: 'bad-url', detail: `the scheme ${url.protocol.slice(0, -1)} is not http or https` };
  }
  if (url.username !== '' || url.password !== '') {
    return { failure: 'refused-address', detail: 'the URL carries a user name or password' };
  }
  const port = portOf(url);
  if (mappedAddress(url.hostname, port, policy.allowedHosts) !== undefined) return undefined;
  if (isAddressLiteral(url.hostname)) {
    return { failure: 'refused-address', detail: `${url.hostname} is an address, not a name` };
  }
  if (isLocalName(url.hostname)) {
    return { failure: 'refused-address', detail: `${url.hostname} is a name of a local network` };
  }
  if (!(policy.ports ?? webPorts).has(port)) {
    return { failure: 'refused-address', detail: `port ${port} is not one of the web's` };
  }
  return undefined;
}

/** The `address:port` the operator named for a host, if any; an entry with a port goes before one without. */
export function mappedAddress(
  hostname: string,
  port: number,
  hosts: HostMap | undefined,
): { readonly address: string; readonly port: number } | undefined {
  if (hosts === undefined) return undefined;
  const target = own(hosts, `${hostname}:${port}`) ?? own(hosts, hostname);
  if (target === undefined) return undefined;
  const colon = target.lastIndexOf(':');
  return { address: target.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(target.slice(colon + 1)) };
}

function own(hosts: HostMap, key: string): string | undefined {
  return Object.hasOwn(hosts, key) ? hosts[key] : undefined;
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

const ipv4Literal = /^\d+\.\d+\.\d+\.\d+\.?$/;

/** Whether a host as the WHATWG parser writes it is an IP address. */
function isAddressLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || ipv4Literal.test(hostname);
}

/** Special-use names of RFC 6761 (localhost), 6762 (local), 8375 (home.arpa), and ICANN's internal. */
const localName = /^(.+\.)?(localhost|local|home\.arpa|internal)\.?$/;

/** Whether a host name means a machine of the local network wherever it is asked for. */
function isLocalName(hostname: string): boolean {
  return localName.test(hostname);
}
