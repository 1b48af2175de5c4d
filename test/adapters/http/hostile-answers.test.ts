import { createServer } from 'node:net';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { httpPageSource } from '../../../shared/adapters/http/http-page-source.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { sequentialRandom } from '../../support/sequential-random.ts';

const hostileText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));
const header = fc.oneof(
  fc.tuple(
    fc.constantFrom('Location', 'Set-Cookie', 'Retry-After', 'Content-Type', 'Content-Encoding', 'ETag'),
    hostileText,
  ),
  fc.constantFrom<[string, string]>(
    ['Location', '/again'],
    ['Location', '//'],
    ['Content-Type', 'text/html; charset=utf-7'],
    ['Content-Encoding', 'gzip, br'],
    ['Content-Length', '-1'],
    ['Content-Length', '3'],
    ['Transfer-Encoding', 'chunked'],
    ['Set-Cookie', 'a=1; Domain=; Path=; Max-Age=x; Expires=never'],
    ['Connection', 'upgrade'],
  ),
);
const response = fc
  .tuple(fc.constantFrom(100, 199, 200, 204, 206, 301, 304, 308, 403, 429, 503, 999), fc.array(header), hostileText)
  .map(([status, headers, body]) => {
    const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}\r\n`).join('');
    return Buffer.from(`HTTP/1.1 ${status} ?\r\n${lines}\r\n${body}`);
  });
const anything = fc.oneof(
  response,
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
);

it('ends whatever a server sends as an outcome, never as an exception', async () => {
  let sent = Buffer.alloc(0);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(sent));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const source = httpPageSource({
    clock: new ManualClock(undefined, { autoAdvance: true }),
    random: sequentialRandom('visit'),
    allowedHosts: { 'shop.example': `127.0.0.1:${address.port}` },
    resolve: async () => ['10.0.0.1'],
    timeoutMs: 2_000,
    retryDelaysMs: [],
  });
  const request = { purpose: 'scheduled', robots: 'ignore', signal: new AbortController().signal } as const;
  await fc.assert(
    fc.asyncProperty(anything, async (bytes) => {
      sent = bytes;
      const result = await source.fetch({ ...request, url: 'http://shop.example/p', validators: { etag: '"1"' } });
      expect(['page', 'not-modified', 'failed']).toContain(result.type);
    }),
    { numRuns: 300 },
  );
  await source.close();
  await new Promise((resolve) => server.close(resolve));
});
