import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';

/** A real server on the loopback whose every path misbehaves in its own way; the paths are the keys of `behaviours`. */
export interface MisbehavingShop {
  /** `address:port`, for the host map of a fetcher. */
  readonly address: string;
  /** Requests so far, in order. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

interface SeenRequest {
  readonly path: string;
  readonly host: string;
  readonly headers: IncomingMessage['headers'];
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  /** Tells connections apart. */
  readonly clientPort: number;
}

/** `earlier` is the number of requests for the same path before this one. */
type Behaviour = (request: IncomingMessage, response: ServerResponse, earlier: number) => void;

const goodPage = '<!doctype html><html><head><title>Kettle</title></head><body>Price: €19.90</body></html>';
const html = { 'Content-Type': 'text/html; charset=utf-8' };

const behaviours: Readonly<Record<string, Behaviour>> = {
  '/good': answer(200, html, goodPage),
  '/robots.txt': answer(404, {}, ''),
  '/conditional': (request, response) => {
    const validators = { ETag: '"v1"', 'Last-Modified': 'Mon, 02 Nov 2026 10:00:00 GMT' };
    if (request.headers['if-none-match'] === '"v1"') response.writeHead(304, validators).end();
    else response.writeHead(200, { ...html, ...validators }).end(goodPage);
  },
  '/unasked-304': answer(304, {}, ''),
  '/too-many-requests': answer(429, { 'Retry-After': '120' }, 'slow down'),
  '/unavailable-until': answer(503, { 'Retry-After': 'Sun, 01 Nov 2026 00:01:00 GMT' }, 'back soon'),
  '/unavailable': answer(503, {}, 'overloaded'),
  '/unavailable-once': once(answer(503, {}, 'overloaded'), answer(200, html, goodPage)),
  '/too-many-once': once(answer(429, { 'Retry-After': '7' }, 'slow down'), answer(200, html, goodPage)),
  '/challenge': answer(503, html, '<title>Just a moment...</title><form id="challenge-form"></form>'),
  '/forbidden': answer(403, html, '<h1>Access denied</h1>'),
  '/gone': answer(410, html, '<h1>No longer sold</h1>'),
  '/missing-picture': answer(404, { 'Content-Type': 'image/png' }, 'not a picture'),
  '/silent': () => {},
  '/slow-drip': (_, response) => {
    response.writeHead(200, html);
    const timer = setInterval(() => response.write('.'), 10);
    response.on('close', () => clearInterval(timer));
  },
  '/slow-headers': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => request.socket.write('X-Wait: more\r\n'), 10);
    request.socket.on('close', () => clearInterval(timer));
  },
  '/endless': (_, response) => {
    response.writeHead(200, html);
    const chunk = 'x'.repeat(64 * 1_024);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  },
  '/announces-too-much': (_, response) => {
    response.writeHead(200, { ...html, 'Content-Length': '99999999999' });
    response.write('<html>');
  },
  '/gzip-bomb': encoded('gzip', () => zlib.gzipSync(Buffer.alloc(12_000_000))),
  '/brotli-bomb': encoded('br', () => quickBrotli(Buffer.alloc(12_000_000))),
  '/nested-bomb': encoded('gzip, gzip', () => zlib.gzipSync(zlib.gzipSync(Buffer.alloc(12_000_000)))),
  '/nested-too-deep': encoded('gzip, gzip, gzip', () => Buffer.from('x')),
  '/gzip': encoded('gzip', () => zlib.gzipSync(goodPage)),
  '/deflate': encoded('deflate', () => zlib.deflateSync(goodPage)),
  '/raw-deflate': encoded('deflate', () => zlib.deflateRawSync(goodPage)),
  '/br': encoded('br', () => zlib.brotliCompressSync(goodPage)),
  '/zstd': encoded('zstd', () => zlib.zstdCompressSync(goodPage)),
  '/large-gzip': encoded('gzip', () => zlib.gzipSync(randomText(400_000))),
  '/gzip-cut-off': encoded('gzip', () => zlib.gzipSync(goodPage).subarray(0, 40)),
  '/not-gzip': encoded('gzip', () => Buffer.from(goodPage)),
  '/unknown-encoding': encoded('rot13', () => Buffer.from(goodPage)),
  '/picture': answer(200, { 'Content-Type': 'image/png' }, 'not a page'),
  '/no-type': answer(200, {}, goodPage),
  '/bytes-without-type': answer(200, {}, Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0])),
  '/empty': answer(200, html, ''),
  '/latin1-by-header': answer(
    200,
    { 'Content-Type': 'text/html; charset=ISO-8859-1' },
    Buffer.from('caf\xe9', 'latin1'),
  ),
  '/latin1-that-says-utf-8': answer(200, html, Buffer.from('caf\xe9 \xe0 la carte', 'latin1')),
  '/shift-jis-by-meta': answer(
    200,
    { 'Content-Type': 'text/html' },
    Buffer.concat([Buffer.from('<meta charset=shift_jis>'), Buffer.from([0x93, 0xfa, 0x96, 0x7b])]),
  ),
  '/invented-charset': answer(200, { 'Content-Type': 'text/html; charset=klingon-8' }, goodPage),
  '/truncated': (_, response) => {
    response.writeHead(200, { ...html, 'Content-Length': '1000' });
    response.write('<html>', () => response.destroy());
  },
  '/truncated-chunks': (_, response) => {
    response.writeHead(200, html);
    response.write('<html>', () => response.destroy());
  },
  '/reset': (request) => request.socket.resetAndDestroy(),
  '/reset-once': once((request) => request.socket.resetAndDestroy(), answer(200, html, goodPage)),
  '/not-http': (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  '/huge-headers': answer(200, { ...html, 'X-Huge': 'x'.repeat(500_000) }, goodPage),
  '/redirect': answer(301, { Location: '/good' }, ''),
  '/redirect-to-itself': answer(302, { Location: '/redirect-to-itself' }, ''),
  '/redirect-loop': answer(302, { Location: '/redirect-loop-back' }, ''),
  '/redirect-loop-back': answer(307, { Location: '/redirect-loop' }, ''),
  '/redirect-for-ever': (request, response) => {
    const step = Number(new URL(request.url ?? '/', 'http://shop').searchParams.get('step') ?? 0);
    response.writeHead(302, { Location: `/redirect-for-ever?step=${step + 1}` }).end();
  },
  '/redirect-until-cookie': (request, response) => {
    if (request.headers.cookie === 'seen=1') response.writeHead(200, html).end(goodPage);
    else response.writeHead(302, { Location: '/redirect-until-cookie', 'Set-Cookie': 'seen=1; Path=/' }).end();
  },
  '/redirect-to-nowhere': answer(302, { Location: 'http://' }, ''),
  '/redirect-to-loopback': answer(302, { Location: 'http://127.0.0.1/admin' }, ''),
  '/redirect-to-metadata': answer(302, { Location: 'http://169.254.169.254/computeMetadata/v1/' }, ''),
  '/redirect-to-private-name': answer(302, { Location: 'http://intranet.example/' }, ''),
  '/redirect-to-file': answer(302, { Location: 'file:///etc/passwd' }, ''),
  '/redirect-to-other-host': answer(302, { Location: 'http://other.example/conditional' }, ''),
  '/redirect-without-location': answer(302, html, goodPage),
  '/echo': (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.writeHead(200, { 'X-Method': request.method }).end(Buffer.concat(chunks)));
  },
};

/**
 * Starts the shop on a free port.
 * @param overrides paths that behave otherwise in one test, e.g. another robots.txt
 */
export async function startMisbehavingShop(
  overrides: Readonly<Record<string, Behaviour>> = {},
): Promise<MisbehavingShop> {
  const requests: SeenRequest[] = [];
  const paths = { ...behaviours, ...overrides };
  const server = createServer({ noDelay: true }, (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const { headers, rawHeaders } = request;
    const earlier = requests.filter((each) => each.path === path).length;
    requests.push({ path, host: headers.host ?? '', headers, rawHeaders, clientPort: request.socket.remotePort ?? 0 });
    const behave = paths[path] ?? answer(404, html, '<h1>Not found</h1>');
    behave(request, response, earlier);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer that is always the same. */
export function answer(status: number, headers: Record<string, string>, body: string | Buffer): Behaviour {
  return (_, response) => response.writeHead(status, headers).end(body);
}

function encoded(coding: string, body: () => Buffer): Behaviour {
  let made: Buffer | undefined;
  return (_, response) => {
    made ??= body();
    response.writeHead(200, { ...html, 'Content-Encoding': coding }).end(made);
  };
}

function quickBrotli(content: Buffer): Buffer {
  return zlib.brotliCompressSync(content, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
}

/** Behaves in the first way for the first request of its path, in the second way afterwards. */
function once(first: Behaviour, then: Behaviour): Behaviour {
  return (request, response, earlier) => (earlier === 0 ? first : then)(request, response, earlier);
}

/** Text that compresses badly, the same every time. */
function randomText(length: number): string {
  let state = 1;
  let text = '<p>';
  while (text.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    text += String.fromCharCode(0x20 + (state % 95));
  }
  return text;
}
