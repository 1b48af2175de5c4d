import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path of the shop answers. */
type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** A shop that a browser visits, and beside it a server of the machine's own that no page must reach, TCP and UDP. */
export interface HostileShop {
  /** `127.0.0.1:PORT` of the shop. */
  readonly address: string;
  readonly privatePort: number;
  /** Requests the shop has had, by path. */
  readonly seen: IncomingMessage[];
  /** What reached the private server: request lines, and `udp`. */
  readonly reached: string[];
  serve(path: string, serve: Serve | string): void;
  close(): Promise<void>;
}

export async function startHostileShop(): Promise<HostileShop> {
  const pages = new Map<string, Serve>();
  const seen: IncomingMessage[] = [];
  const reached: string[] = [];
  const shop = createServer((request, response) => {
    seen.push(request);
    const serve = pages.get(pathOf(request));
    if (serve) serve(request, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end();
  });
  shop.on('upgrade', (request, socket) => {
    seen.push(request);
    socket.destroy();
  });
  const secret = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('secret');
  });
  secret.on('upgrade', (request, socket) => {
    reached.push(`upgrade ${request.url}`);
    socket.destroy();
  });
  await Promise.all([shop, secret].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
  const privatePort = portOf(secret.address());
  const udp = createSocket('udp4');
  udp.on('message', () => reached.push('udp'));
  await once(udp.bind(privatePort, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${portOf(shop.address())}`,
    privatePort,
    seen,
    reached,
    serve: (path, serve) => {
      const html: Serve = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(serve);
      pages.set(path, typeof serve === 'string' ? html : serve);
    },
    close: async () => {
      udp.close();
      for (const server of [shop, secret]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

export const pathOf = ({ url = '' }: IncomingMessage): string => url.replace(/\?.*/, '');

// A server that listens on an address has one.
const portOf = (address: AddressInfo | string | null) => (address as AddressInfo).port;
