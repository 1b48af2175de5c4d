import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { mappedAddress, portOf, refusedTarget, type TargetPolicy } from '../../domain/fetching/target.ts';
import { ConfigError } from '../../runtime/errors.ts';
import { isPublicAddress } from './public-address.ts';
import { RefusedAddressError } from './refused-address-error.ts';

/** Which hosts may be connected to. Without exceptions: named hosts with public addresses, on the web's ports. */
export interface ConnectPolicy extends TargetPolicy {
  /** Addresses behind a name; the system's resolver where absent. */
  readonly resolve?: (hostname: string) => Promise<readonly string[]>;
}

export const connectTimeoutMs = 10_000;

/**
 * The one way in which a URL of a user or a page reaches a socket. The name is resolved once; if any of its addresses
 * is not public, none is connected to; the connection goes to the very addresses that were checked, so that a name
 * which changes between check and use (DNS rebinding) gains nothing. Fails with RefusedAddressError or the system's error.
 *
 * Hosts of `allowedHosts` go to the address the operator named, in plain HTTP whatever the scheme (they are local
 * servers standing in for a shop).
 */
export function guardedConnector(policy: ConnectPolicy): buildConnector.connector {
  checkHostMap(policy);
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    lookup: checkedLookup(policy),
  });
  return (options, callback) => {
    const url = URL.parse(`${options.protocol}//${options.host ?? options.hostname}`);
    const mapped = url === null ? undefined : mappedAddress(url.hostname, portOf(url), policy.allowedHosts);
    if (mapped !== undefined) {
      connect({ ...options, protocol: 'http:', hostname: mapped.address, port: String(mapped.port) }, callback);
      return;
    }
    // Checked again, although callers check before they ask: a socket must not depend on their care.
    const refusal = url === null ? { detail: 'not a host' } : refusedTarget(url, policy);
    if (refusal !== undefined) callback(new RefusedAddressError(refusal.detail), null);
    else connect(options, callback);
  };
}

/** Plain TCP connections under the same rules, for a proxy through which a browser's traffic passes. */
export function guardedConnect(policy: ConnectPolicy): (hostname: string, port: number) => Promise<Socket> {
  const connector = guardedConnector(policy);
  return (hostname, port) =>
    new Promise((resolve, reject) => {
      const host = isIP(hostname) === 6 ? `[${hostname}]:${port}` : `${hostname}:${port}`;
      connector({ hostname, host, protocol: 'http:', port: String(port) }, (error, socket) => {
        if (error === null) resolve(socket);
        else reject(error);
      });
    });
}

export interface DispatcherOptions {
  /** Most connections to one origin at a time. */
  readonly connectionsPerOrigin?: number;
  /** How long an unused connection is kept. */
  readonly keepAliveMs?: number;
  /** More response headers than this end the answer. */
  readonly maxHeaderBytes?: number;
}

/** An undici dispatcher whose every connection passes the guard. Proxies of the environment are not used. */
export function guardedDispatcher(policy: ConnectPolicy, options: DispatcherOptions = {}): Dispatcher {
  return agentWith(guardedConnector(policy), options);
}

/** A dispatcher over these connections, which have to be guarded in one way or another. */
export function agentWith(connect: buildConnector.connector, options: DispatcherOptions): Dispatcher {
  const keepAliveMs = options.keepAliveMs ?? 10_000;
  return new Agent({
    connect,
    connections: options.connectionsPerOrigin ?? 8,
    keepAliveTimeout: keepAliveMs,
    // A server may ask for less, not for more.
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: options.maxHeaderBytes ?? 64 * 1_024,
    // Each exchange has one total limit of its own; undici's limits on parts of it would only add timers.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function systemAddresses(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

/** All addresses of a name, at least one. @throws RefusedAddressError when one of them is not public */
async function checkedAddresses(
  hostname: string,
  { resolve = systemAddresses }: ConnectPolicy,
): Promise<readonly [string, ...string[]]> {
  const [first, ...others] = await resolve(hostname);
  if (first === undefined) throw Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
  const refused = [first, ...others].find((address) => !isPublicAddress(address));
  if (refused === undefined) return [first, ...others];
  throw new RefusedAddressError(`${hostname} is ${refused}, which is not a public address`);
}

function checkedLookup(policy: ConnectPolicy): LookupFunction {
  return (hostname, options, callback) => {
    checkedAddresses(hostname, policy).then(
      ([first, ...others]) => {
        if (options.all !== true) callback(null, first, isIP(first));
        else
          callback(
            null,
            [first, ...others].map((address) => ({ address, family: isIP(address) })),
          );
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

/** Where a connection made by somebody else (a proxy) has to go, checked as one of our own. */
export async function checkedTarget(
  policy: ConnectPolicy,
  { protocol, host }: { readonly protocol: string; readonly host: string },
): Promise<{ readonly address: string; readonly port: number; readonly isPlain: boolean }> {
  const url = URL.parse(`${protocol}//${host}`);
  if (url === null) throw new RefusedAddressError('not a host');
  const mapped = mappedAddress(url.hostname, portOf(url), policy.allowedHosts);
  if (mapped !== undefined) return { ...mapped, isPlain: true };
  const refusal = refusedTarget(url, policy);
  if (refusal !== undefined) throw new RefusedAddressError(refusal.detail);
  const addresses = await checkedAddresses(url.hostname, policy);
  // A proxy may have no way to IPv6.
  const address = addresses.find((each) => isIP(each) === 4) ?? addresses[0];
  return { address, port: portOf(url), isPlain: protocol === 'http:' };
}

function checkHostMap({ allowedHosts = {} }: ConnectPolicy): void {
  for (const [host, target] of Object.entries(allowedHosts)) {
    const mapped = mappedAddress(host, 0, { [host]: target });
    if (mapped === undefined || isIP(mapped.address) === 0 || !(mapped.port > 0 && mapped.port < 65_536)) {
      throw new ConfigError(`allowed host ${host}: found "${target}", allowed is address:port`);
    }
  }
}
