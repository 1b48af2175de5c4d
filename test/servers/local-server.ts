import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

export interface LocalRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LocalAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What goes wrong on the way, besides what the service itself answers. */
type Fault =
  /** The service acts, and its answer never comes. */
  | { readonly type: 'no-answer' }
  /** The service acts, and the connection breaks before its answer. */
  | { readonly type: 'hung-up' }
  /** The service acts, and the connection breaks in the middle of its answer. */
  | { readonly type: 'torn-answer' }
  /** An answer from in front of the service, which does not act. */
  | { readonly type: 'instead'; readonly answer: LocalAnswer };

export interface LocalServer {
  readonly origin: string;
  /** Taken one a request, in order; without one the service answers. */
  readonly faults: Fault[];
  readonly requests: LocalRequest[];
  close(): Promise<void>;
}

/** A server on a free loopback port that hands each whole request to `answer`. */
export async function startLocalServer(
  answer: (request: LocalRequest) => LocalAnswer | Promise<LocalAnswer>,
): Promise<LocalServer> {
  const faults: Fault[] = [];
  const requests: LocalRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = '', url: path = '', headers } = incoming;
    const request = { method, path, headers, body: Buffer.concat(chunks) };
    requests.push(request);
    const fault = faults.shift();
    if (fault?.type === 'instead') return reply(outgoing, fault.answer);
    const given = await answer(request);
    if (fault?.type === 'no-answer') return;
    if (fault?.type === 'hung-up') return void outgoing.destroy();
    if (fault?.type === 'torn-answer') return tear(outgoing, given);
    reply(outgoing, given);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(outgoing: ServerResponse, { status, headers, body }: LocalAnswer): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body ?? '');
}

function tear(outgoing: ServerResponse, { status, headers, body = '' }: LocalAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  outgoing.write(body.slice(0, body.length / 2), () => outgoing.destroy());
}

/** An origin on which nothing listens: a port that is never given to a test's server. */
export const deadOrigin = 'http://127.0.0.1:2';
