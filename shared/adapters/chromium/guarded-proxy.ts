import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { portOf } from '../../domain/fetching/target.ts';
import type { Random } from '../../ports/clock.ts';
import { equalInConstantTime } from '../../runtime/constant-time.ts';
import type { ExchangeFailure } from '../http/exchange.ts';
import { failureOf } from '../http/failure.ts';
import { type ConnectPolicy, guardedConnect } from '../http/guarded-connect.ts';

interface GuardedProxyOptions extends ConnectPolicy {
  readonly random: Random;
  /** Hosts, subdomains included, that are not worth a connection. */
  readonly blockedHosts?: ReadonlySet<string>;
}

/** An HTTP proxy on a loopback port that connects only where the guard lets it. */
export interface GuardedProxy {
  readonly port: number;
  /** Whoever does not give them is not served: other programs of this machine have no business here. */
  readonly credentials: { readonly username: string; readonly password: string };
  /** Why the last connection for this URL's host came to nothing, if it did. */
  failureFor(url: URL): ExchangeFailure | undefined;
  close(): Promise<void>;
}

const idleMs = 60_000;
const mostFailures = 500;
/** They concern one connection, not what is behind it (RFC 9110 section 7.6.1), or are for us alone. */
const hopByHop: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/**
 * The only way out for a browser that runs strangers' scripts: plain requests in absolute form, everything else through
 * CONNECT, each to a socket of `guardedConnect`. Names are resolved here, never by the browser.
 */
export async function startGuardedProxy(options: GuardedProxyOptions): Promise<GuardedProxy> {
  const connect = guardedConnect(options);
  const credentials = { username: 'browser', password: options.random.nonce() };
  const expected = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  const failures = new Map<string, ExchangeFailure>();
  const tunnels = new Set<Duplex>();

  const isKnown = ({ headers }: IncomingMessage) => equalInConstantTime(headers['proxy-authorization'] ?? '', expected);
  const open = async (url: URL) => {
    if (isBlocked(url.hostname, options.blockedHosts)) throw new Error('a host that is not worth a connection');
    const at = `${url.hostname}:${portOf(url)}`;
    try {
      const socket = await connect(url.hostname, portOf(url));
      failures.delete(at);
      return socket.setTimeout(idleMs, () => socket.destroy());
    } catch (error) {
      const [oldest] = failures.keys();
      if (oldest !== undefined && failures.size >= mostFailures) failures.delete(oldest);
      // Sockets and resolvers fail with errors of the system.
      failures.set(at, failureOf(error as NodeJS.ErrnoException));
      throw error;
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = URL.parse(request.url ?? '');
    if (!isKnown(request)) return response.writeHead(407, askForCredentials).end();
    if (url?.protocol !== 'http:') return response.writeHead(400).end();
    try {
      return forward(request, response, url, await open(url));
    } catch {
      // No answer of ours could be told from one of the server's.
      return response.destroy();
    }
  };
  const tunnel = async (request: IncomingMessage, client: Duplex, head: Buffer): Promise<unknown> => {
    client.on('error', () => client.destroy());
    const url = URL.parse(`http://${request.url}`);
    if (!isKnown(request)) return client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${wantsBasic}\r\n\r\n`);
    if (!url) return client.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    try {
      const socket = await open(url);
      tunnels.add(client);
      client.once('close', () => tunnels.delete(client));
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) socket.write(head);
      return pipeline(client, socket, client, () => {});
    } catch {
      return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => void tunnel(request, client, head));
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  return {
    port,
    credentials,
    failureFor: (url) => failures.get(`${url.hostname}:${portOf(url)}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const client of tunnels) client.destroy();
      }),
  };
}

const wantsBasic = 'Proxy-Authenticate: Basic realm="browser"';
const askForCredentials = { 'proxy-authenticate': 'Basic realm="browser"' };

function forward(request: IncomingMessage, response: ServerResponse, url: URL, socket: Duplex): void {
  const upstream = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: url.pathname + url.search,
    headers: [...endToEnd(request.rawHeaders), 'Connection', 'close'],
  });
  upstream.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
    pipeline(answer, response, () => socket.destroy());
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  pipeline(request, upstream, () => {});
}

/** Names and values in turn, as they came, without what belongs to the connection they came over. */
function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, i) => !hopByHop.has((rawHeaders[i - (i % 2)] ?? '').toLowerCase()));
}

function isBlocked(hostname: string, blocked: ReadonlySet<string> | undefined): boolean {
  if (!blocked) return false;
  const labels = hostname.split('.');
  return labels.some((_, i) => blocked.has(labels.slice(i).join('.')));
}
