import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** How a proxy fares: as it should, refusing whoever comes, silent, or breaking every connection. */
type Manners = 'well' | 'refuses' | 'silent' | 'breaks';

/** A forward proxy on the loopback (CONNECT, RFC 9110 section 9.3.6) that asks for a user name and password. */
export interface ForwardProxyServer {
  /** With user name and password. */
  readonly url: string;
  manners: Manners;
  /** `address:port` of each tunnel asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startForwardProxy(password = 'p@ss word'): Promise<ForwardProxyServer> {
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  const expected = `Basic ${Buffer.from(`visitor:${password}`).toString('base64')}`;
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    client.on('error', () => client.destroy());
    asked.push(url);
    if (proxy.manners === 'silent') return;
    if (proxy.manners === 'breaks') return void client.destroy();
    if (proxy.manners === 'refuses' || headers['proxy-authorization'] !== expected) {
      return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    }
    const { hostname, port } = new URL(`http://${url}`);
    const upstream = connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''), () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  const proxy: ForwardProxyServer = {
    url: `http://visitor:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    manners: 'well',
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}
