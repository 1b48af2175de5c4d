import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { loadLocalPages, mailPage } from '../../../infra/local/pages/local-pages.ts';
import { answersOf, mailHtml, mailText, type Scene } from './mock-answers.ts';

interface MockServer {
  readonly origin: string;
  /** What the endpoints answer from now on. */
  show(scene: Scene): void;
  stop(): Promise<void>;
}

/** Serves the local pages with made-up answers behind them, on a loopback port (0 takes a free one). */
export async function startMockServer({ port, scene }: { port: number; scene: Scene }): Promise<MockServer> {
  const pages = loadLocalPages();
  let shown = scene;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const page = pages.get(pathname);
    if (page !== undefined) {
      response.writeHead(200, page.headers).end(page.body);
    } else if (shown === 'error') {
      response.writeHead(503).end();
    } else if (/^\/outbox\/.+\.html$/.test(pathname)) {
      const mail = mailPage(mailHtml);
      response.writeHead(200, mail.headers).end(mail.body);
    } else if (/^\/outbox\/.+\.txt$/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(mailText);
    } else if (shown !== 'loading') {
      const answer = answersOf(shown, Date.now())[pathname];
      const body = JSON.stringify(answer ?? { error: 'not found' });
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
      const unchanged = request.headers['if-none-match'] === etag;
      response.writeHead(unchanged ? 304 : answer === undefined ? 404 : 200, {
        'content-type': 'application/json',
        etag,
      });
      response.end(unchanged ? undefined : body);
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    origin: `http://localhost:${address !== null && typeof address === 'object' ? address.port : port}`,
    show(next) {
      shown = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
