import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

/** A file as it is served: headers complete, body as it lies in this folder. */
export interface LocalPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing from elsewhere, nothing inline; the demo shops' pictures are the one exception. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' http://*.demo.localhost:*",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What a kept mail may do when it is looked at: be styled, show pictures, open links in a new tab. No scripts. */
const mailPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data: https: http://*.demo.localhost:*",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

const safeHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

/** The local pages by path: `/`, `/outbox` and what they load from `/assets/`. Read once, at start. */
export function loadLocalPages(): ReadonlyMap<string, LocalPage> {
  const assets = readdirSync(new URL('assets/', import.meta.url)).map((name) => `assets/${name}`);
  return new Map([
    ['/', readPage('deals.html')],
    ['/outbox', readPage('outbox.html')],
    ...assets.map((name) => [`/${name}`, readPage(name)] as const),
  ]);
}

/** A kept mail's HTML as the outbox shows it: its links open in a new tab, since the frame may show nothing else. */
export function mailPage(html: string): LocalPage {
  const base = '<base target="_blank">';
  const withBase = /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + base) : base + html;
  return {
    headers: { ...safeHeaders, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': mailPolicy },
    body: Buffer.from(withBase),
  };
}

function readPage(name: string): LocalPage {
  const body = readFileSync(new URL(name, import.meta.url));
  return {
    headers: {
      ...safeHeaders,
      'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': pagePolicy,
      'cache-control': 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    },
    body,
  };
}
