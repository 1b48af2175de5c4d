import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

/** The part of an index of saved pages that a server needs; `file` is relative to the index, .html or .html.gz. */
const index = z.array(z.object({ id: z.string(), file: z.string(), url: z.string() }));

interface ReplayedPage {
  readonly id: string;
  /** Where a client that uses the host map finds the page. */
  readonly url: string;
}

/** Saved pages under their own host names: plain HTTP on one loopback port, told apart by Host header and path. */
export interface ReplayServer {
  readonly pages: readonly ReplayedPage[];
  /** Host → `address:port`, for the host map of a fetcher. */
  readonly allowedHosts: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Serves the pages of an index file. A page saved without an absolute URL, or under the same one as another, gets a
 * host of its own, `<id>.replay.example`.
 */
export async function startReplayServer(indexPath: string): Promise<ReplayServer> {
  const folder = dirname(indexPath);
  const files = new Map<string, { readonly path: string; readonly etag: string }>();
  const pages: ReplayedPage[] = [];
  for (const { id, file, url } of index.parse(JSON.parse(readFileSync(indexPath, 'utf8')))) {
    const parsed = /^https?:/.test(url) ? URL.parse(url) : null;
    const taken = parsed === null || files.has(pageKey(parsed.host, parsed.pathname + parsed.search));
    const address = taken ? new URL(`https://${id.toLowerCase()}.replay.example/`) : parsed;
    files.set(pageKey(address.host, address.pathname + address.search), { path: join(folder, file), etag: `"${id}"` });
    pages.push({ id, url: address.href });
  }
  const server = createServer((request, response) => {
    const page = files.get(pageKey(request.headers.host ?? '', request.url ?? '/'));
    if (page === undefined) response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not saved');
    else serve(page, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    pages,
    allowedHosts: Object.fromEntries(pages.map(({ url }) => [new URL(url).hostname, `127.0.0.1:${port}`])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageKey(host: string, path: string): string {
  return `${host}${path}`;
}

function serve(page: { path: string; etag: string }, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['if-none-match'] === page.etag) {
    response.writeHead(304, { ETag: page.etag }).end();
    return;
  }
  const saved = readFileSync(page.path);
  const headers = { 'Content-Type': 'text/html; charset=utf-8', ETag: page.etag };
  if (!page.path.endsWith('.gz')) response.writeHead(200, headers).end(saved);
  else if (/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
    response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip' }).end(saved);
  } else response.writeHead(200, headers).end(gunzipSync(saved));
}
