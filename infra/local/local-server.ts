import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type OutboxEntry, outboxEntries } from '../../shared/adapters/outbox.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { type HttpApp, problem } from '../../shared/runtime/http.ts';
import { routes } from '../../shared/topology.ts';
import { type LocalPage, loadLocalPages, mailPage } from './pages/local-pages.ts';

/** The one origin a browser sees on one machine: the functions' routes, the local pages, the outbox. */
export interface LocalServer {
  readonly port: number;
  stop(): Promise<void>;
}

interface LocalServerOptions {
  readonly host: string;
  readonly port: number;
  /** Hosts (with port) requests may name beside loopback; guards against DNS rebinding. */
  readonly publicUrl: string;
  readonly apps: Readonly<Record<string, HttpApp>>;
  readonly outboxFolder: string;
}

const longestFirst = [...routes].sort((a, b) => b.prefix.length - a.prefix.length);
const outboxShown = 200;

export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const pages = loadLocalPages();
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const refusal = refuseStranger(request, options);
    if (refusal) return refusal;
    const route = longestFirst.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
    const app = route && options.apps[route.functionName];
    if (app) return app.fetch(request);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return problem(405, 'method-not-allowed', 'allowed: GET');
    if (pathname.startsWith('/outbox')) {
      const shown = await outboxAnswer(pathname, options.outboxFolder);
      if (shown) return shown;
    }
    const page = pages.get(pathname);
    return page ? pageAnswer(request, page) : problem(404, 'not-found', `there is nothing at ${pathname}`);
  };
  const listener = getRequestListener(answer);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => void listener(request, response));
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

/** Pages of other origins and names that merely point here must not reach a server without sign-in (DNS rebinding). */
function refuseStranger(request: Request, { host, publicUrl }: LocalServerOptions): Response | undefined {
  const name = new URL(request.url).hostname;
  const known = ['localhost', '127.0.0.1', '[::1]', host, new URL(publicUrl).hostname];
  // Opened to a network on purpose, the server cannot know by which names it is reached.
  const isOpen = host === '0.0.0.0' || host === '::';
  if (!isOpen && !known.includes(name)) return problem(421, 'unknown-host', `this server does not answer for ${name}`);
  const origin = request.headers.get('origin');
  if (origin && !known.includes(URL.parse(origin)?.hostname ?? '') && URL.parse(origin)?.hostname !== name) {
    return problem(403, 'unknown-origin', `requests from ${origin} are not taken`);
  }
  return undefined;
}

function pageAnswer(request: Request, { headers, body }: LocalPage): Response {
  if (headers.etag && request.headers.get('if-none-match') === headers.etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(new Uint8Array(body), { headers });
}

/** `/outbox.json`, `/outbox/{id}.html`, `/outbox/{id}.txt`. */
async function outboxAnswer(pathname: string, folder: string): Promise<Response | undefined> {
  if (pathname === '/outbox.json') {
    const entries = await outboxEntries(folder, outboxShown);
    return Response.json({
      items: entries.map(({ id, sentAtMs, mail }) => ({
        id,
        to: mail.to,
        subject: mail.subject,
        sentAt: new Date(sentAtMs).toISOString(),
      })),
    });
  }
  const [, id, form] = /^\/outbox\/([\w-]+)\.(html|txt)$/.exec(pathname) ?? [];
  if (!id) return undefined;
  const entry: OutboxEntry | undefined = (await outboxEntries(folder, outboxShown)).find((each) => each.id === id);
  if (!entry) return problem(404, 'not-found', 'there is no such mail');
  if (form === 'txt')
    return new Response(entry.mail.text, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  const { headers, body } = mailPage(entry.mail.html);
  return new Response(new Uint8Array(body), { headers });
}

function listen(server: Server, { host, port }: LocalServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `port ${port} is in use; choose another with --port`
          : error.code === 'EACCES'
            ? `port ${port} may not be opened by this account; choose another with --port`
            : `cannot listen on ${host}:${port}: ${error.message}`;
      reject(new ConfigError(reason));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
