import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { outboxEntries } from '../../shared/adapters/outbox.ts';
import type { HttpBindings } from '../../shared/runtime/client-address.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { routes } from '../../shared/topology.ts';
import { guardOutbox } from './guard-outbox.ts';
import { listen } from './listen.ts';
import { type LocalPage, loadLocalPages, mailPage } from './pages/local-pages.ts';
import { refuseStranger } from './refuse-stranger.ts';

/** The one origin a browser sees on one machine: the functions' routes, the local pages, the outbox. */
export interface LocalServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** What answers a function's requests. */
export interface LocalApp {
  fetch(request: Request, bindings?: HttpBindings): Response | Promise<Response>;
}

interface LocalServerOptions {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  /** Origins whose pages may use the API, as the setting has them; none where absent. */
  readonly corsOrigins?: string;
  /** Functions by name, in this process or reached through it. */
  readonly apps: Readonly<Record<string, LocalApp>>;
  readonly outboxFolder: string;
  readonly log: Log;
}

const longestFirst = [...routes].sort((a, b) => b.prefix.length - a.prefix.length);
const outboxShown = 200;

/** @throws ConfigError naming the flag when the port or host cannot be had */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const pages = loadLocalPages();
  const answer = async (request: Request, bindings: HttpBindings): Promise<Response> => {
    const refusal = refuseStranger(request, options);
    if (refusal) return refusal;
    const { pathname } = new URL(request.url);
    const route = longestFirst.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
    const app = route && options.apps[route.functionName];
    if (app) return app.fetch(request, bindings);
    const closed = /^\/outbox\b/.test(pathname) ? guardOutbox(request, bindings, options.publicUrl) : undefined;
    if (closed) return closed;
    const page = pages.get(pathname) ?? (await outboxPage(pathname, options.outboxFolder));
    if (!page) return problem(404, 'not-found', `there is nothing at ${pathname}`);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return problem(405, 'method-not-allowed', 'allowed: GET', { allow: 'GET' });
    return pageAnswer(request, page);
  };
  const listener = getRequestListener(async (request, bindings) => {
    try {
      return await answer(request, bindings);
    } catch (error) {
      options.log.error('a request failed unexpectedly', { function: 'local' }, error);
      return problem(500, 'internal', 'something went wrong here; the log says what');
    }
  });
  const server = createServer((request, response) => void listener(request, response));
  const port = await listen(server, options);
  return {
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageAnswer(request: Request, { headers, body }: LocalPage): Response {
  if (headers.etag && request.headers.get('if-none-match') === headers.etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(new Uint8Array(body), { headers });
}

/** `/outbox.json`, `/outbox/{id}.html`, `/outbox/{id}.txt`; undefined where there is no such mail. */
async function outboxPage(pathname: string, folder: string): Promise<LocalPage | undefined> {
  const [, id, form] = /^\/outbox\/([\w-]+)\.(html|txt)$/.exec(pathname) ?? [];
  if (!id && pathname !== '/outbox.json') return undefined;
  const entries = await outboxEntries(folder, outboxShown);
  if (!id) {
    const items = entries.map(({ id, sentAtMs, mail }) => ({
      id,
      to: mail.to,
      subject: mail.subject,
      sentAt: new Date(sentAtMs).toISOString(),
    }));
    return dataPage('application/json', JSON.stringify({ items }));
  }
  const mail = entries.find((each) => each.id === id)?.mail;
  if (!mail) return undefined;
  return form === 'txt' ? dataPage('text/plain; charset=utf-8', mail.text) : mailPage(mail.html);
}

function dataPage(contentType: string, text: string): LocalPage {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': contentType,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    etag,
  };
  return { headers, body };
}
