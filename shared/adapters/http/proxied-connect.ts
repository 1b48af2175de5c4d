import { type ClientRequest, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Socket } from 'node:net';
import { buildConnector, type Dispatcher } from 'undici';
import type { ForwardProxy } from '../../domain/fetching/proxy-pools.ts';
import {
  agentWith,
  type ConnectPolicy,
  checkedTarget,
  connectTimeoutMs,
  type DispatcherOptions,
} from './guarded-connect.ts';
import { ProxyError } from './proxy-error.ts';

/**
 * Connections through a forward proxy (CONNECT, RFC 9110 section 9.3.6), under the same rules as without one: the name
 * is resolved and checked here, and the proxy is told the checked address, so that nothing private is reached through a
 * proxy that stands in a private network. Where the proxy itself is, is the operator's business.
 */
export function proxiedDispatcher(
  policy: ConnectPolicy,
  proxy: ForwardProxy,
  options: DispatcherOptions = {},
): Dispatcher {
  const secure = buildConnector({ timeout: connectTimeoutMs });
  return agentWith((target, callback) => {
    const { protocol, host, hostname } = target;
    checkedTarget(policy, { protocol, host: host ?? hostname })
      .then(async ({ address, port, isPlain }) => {
        const socket = await tunnel(proxy, address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
        if (isPlain) callback(null, socket);
        else secure({ ...target, httpSocket: socket }, callback);
      })
      .catch((error: Error) => callback(error, null));
  }, options);
}

function tunnel({ label, url }: ForwardProxy, authority: string): Promise<Socket> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const connect: ClientRequest = (protocol === 'https:' ? overHttps : overHttp)({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { Host: authority, ...(username ? { 'Proxy-Authorization': `Basic ${credentials}` } : {}) },
    agent: false,
    signal: AbortSignal.timeout(connectTimeoutMs),
  });
  return new Promise((resolve, reject) => {
    connect.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      return reject(new ProxyError(`the proxy ${label} answered ${statusCode}`));
    });
    connect.once('response', ({ statusCode }) => {
      connect.destroy();
      reject(new ProxyError(`the proxy ${label} answered ${statusCode}`));
    });
    connect.on('error', (error: NodeJS.ErrnoException) =>
      reject(new ProxyError(`the proxy ${label} cannot be reached: ${error.code ?? error.name}`)),
    );
    connect.end();
  });
}
