import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { crc32c } from './crc32c.ts';

/** An object as the JSON API describes it, and its bytes. */
interface StoredObject {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly customTime: string | undefined;
  readonly generation: number;
}

export interface CloudStorageServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly objects: Map<string, StoredObject>;
  /** Method and path of every request, in order. */
  readonly requests: string[];
  /** Answers the next requests with a status. */
  failNext(requests: number, status: number): void;
  stop(): void;
}

/**
 * One bucket behind the parts of Cloud Storage's JSON API that are used: multipart upload, media download, deletion,
 * listing in pages (https://cloud.google.com/storage/docs/json_api/v1/objects).
 */
export async function startCloudStorage(bucket: string): Promise<CloudStorageServer> {
  const objects = new Map<string, StoredObject>();
  const requests: string[] = [];
  let failure = { left: 0, status: 503 };
  let generation = 1_700_000_000_000_000;

  const handle = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}`);
    const body = await buffer(request);
    if (failure.left > 0) {
      failure.left -= 1;
      return failed(failure.status, 'backendError');
    }
    if (url.pathname === `/upload/storage/v1/b/${bucket}/o` && request.method === 'POST') {
      const { metadata, bytes } = readMultipart(request.headers['content-type'] ?? '', body);
      const name = url.searchParams.get('name') ?? '';
      generation += 1;
      const contentType = metadata.contentType ?? 'application/octet-stream';
      const stored = { bytes, contentType, customTime: metadata.customTime, generation };
      objects.set(name, stored);
      return { status: 200, json: resource(name, stored) };
    }
    if (url.pathname === `/storage/v1/b/${bucket}/o` && request.method === 'GET') {
      return { status: 200, json: listing(objects, url.searchParams) };
    }
    const name = decodeURIComponent(new RegExp(`^/storage/v1/b/${bucket}/o/([^/]+)$`).exec(url.pathname)?.[1] ?? '');
    const found = objects.get(name);
    if (!found) return failed(404, 'notFound');
    if (request.method === 'DELETE') {
      objects.delete(name);
      return { status: 204 };
    }
    return url.searchParams.get('alt') === 'media'
      ? { status: 200, media: found }
      : { status: 200, json: resource(name, found) };
  };

  const resource = (name: string, stored: StoredObject) => ({
    kind: 'storage#object',
    id: `${bucket}/${name}/${stored.generation}`,
    name,
    bucket,
    generation: String(stored.generation),
    metageneration: '1',
    contentType: stored.contentType,
    size: String(stored.bytes.length),
    crc32c: crc32c(stored.bytes),
    ...(stored.customTime === undefined ? {} : { customTime: stored.customTime }),
  });

  const listing = (all: ReadonlyMap<string, StoredObject>, query: URLSearchParams) => {
    const after = query.get('pageToken') ?? '';
    const pageSize = Math.min(Number(query.get('maxResults') ?? 1_000), 1_000);
    const names = [...all.keys()]
      .filter((name) => name.startsWith(query.get('prefix') ?? '') && name > after)
      .sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    const page = names.slice(0, pageSize);
    return {
      kind: 'storage#objects',
      items: page.map((name) => ({ kind: 'storage#object', name, bucket })),
      ...(names.length > page.length ? { nextPageToken: page.at(-1) } : {}),
    };
  };

  const server = createServer(async (request, response) => send(response, await handle(request)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    objects,
    requests,
    failNext: (left, status) => {
      failure = { left, status };
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Answer =
  | { readonly status: number; readonly json?: object }
  | { readonly status: number; readonly media: StoredObject };

function send(response: ServerResponse, answer: Answer): void {
  if ('media' in answer) {
    const { bytes, contentType, generation } = answer.media;
    const headers = { 'content-type': contentType, 'x-goog-hash': `crc32c=${crc32c(bytes)}` };
    response.writeHead(answer.status, { ...headers, 'x-goog-generation': generation }).end(bytes);
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(answer.json && JSON.stringify(answer.json));
}

function failed(status: number, reason: string): Answer {
  const message = `the request failed: ${reason}`;
  return { status, json: { error: { code: status, message, errors: [{ message, domain: 'global', reason }] } } };
}

interface UploadMetadata {
  readonly contentType?: string;
  readonly customTime?: string;
}

/** multipart/related with two parts: the object's metadata as JSON, then its bytes. */
function readMultipart(contentType: string, body: Buffer): { metadata: UploadMetadata; bytes: Buffer } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? '';
  const end = Buffer.from(`\r\n--${boundary}`);
  const partAfter = (position: number) => {
    const start = body.indexOf('\r\n\r\n', position) + 4;
    return { start, end: body.indexOf(end, start) };
  };
  const first = partAfter(0);
  const second = partAfter(first.end);
  return {
    metadata: JSON.parse(body.subarray(first.start, first.end).toString()),
    bytes: body.subarray(second.start, second.end),
  };
}
