import type { ApiError, Bucket } from '@google-cloud/storage';
import { checkBlobName } from '../ports/blob-name.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Clock } from '../ports/clock.ts';
import { TransientError } from '../runtime/errors.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

/**
 * Blobs in a Cloud Storage bucket. An expiry is the object's `customTime`; the bucket's lifecycle rule
 * (`daysSinceCustomTime`) deletes what has passed it.
 */
export function createCloudStorageBlobs(deps: {
  readonly projectId: string;
  readonly bucket: string;
  /** Address of another server that speaks Cloud Storage's JSON API, without authentication. */
  readonly apiEndpoint?: string | undefined;
  readonly clock: Clock;
}): Blobs {
  const { clock } = deps;
  let bucket: Promise<Bucket> | undefined;
  const connect = () => {
    bucket ??= openBucket(deps);
    return bucket;
  };
  const fileOf = async (name: string) => {
    checkBlobName(name);
    return (await connect()).file(name);
  };
  return {
    put: async (name, bytes, { contentType, expiresAtMs }) => {
      const file = await fileOf(name);
      const metadata = {
        contentType,
        ...(expiresAtMs === undefined ? {} : { customTime: new Date(expiresAtMs).toISOString() }),
      };
      // A resumable upload would take a request more, for sizes we do not have.
      await repeated(clock, `storing ${name}`, () => file.save(Buffer.from(bytes), { resumable: false, metadata }));
    },
    get: async (name) => {
      const file = await fileOf(name);
      return await repeated(clock, `reading ${name}`, () => unlessMissing(download(file)));
    },
    delete: async (name) => {
      const file = await fileOf(name);
      await repeated(clock, `deleting ${name}`, () => file.delete({ ignoreNotFound: true }));
    },
    list: async (prefix, limit) => {
      const opened = await connect();
      const names: string[] = [];
      let pageToken: string | undefined;
      do {
        const query = {
          prefix,
          maxResults: limit - names.length,
          autoPaginate: false,
          ...(pageToken ? { pageToken } : {}),
        };
        const [files, next] = await repeated(clock, `listing ${prefix}`, () => opened.getFiles(query));
        names.push(...files.map((file) => file.name));
        // Undefined after the last page, whatever its type says.
        pageToken = (next as { readonly pageToken?: string } | undefined)?.pageToken;
      } while (pageToken && names.length < limit);
      return names;
    },
  };
}

async function openBucket(deps: Parameters<typeof createCloudStorageBlobs>[0]): Promise<Bucket> {
  const { Storage } = await import('@google-cloud/storage');
  const storage = new Storage({
    projectId: deps.projectId,
    ...(deps.apiEndpoint === undefined ? {} : { apiEndpoint: deps.apiEndpoint }),
    // We repeat calls ourselves: the client's own retry of a download leaves a rejection that nobody handles, which
    // ends the instance.
    retryOptions: { autoRetry: false, maxRetries: 0 },
  });
  return storage.bucket(deps.bucket);
}

/** Bytes and content type in one request. */
async function download(file: ReturnType<Bucket['file']>) {
  const stream = file.createReadStream({ decompress: false });
  let contentType = 'application/octet-stream';
  stream.on('response', (response: { headers: Record<string, string | undefined> }) => {
    contentType = response.headers['content-type'] ?? contentType;
  });
  const bytes = new Uint8Array(Buffer.concat(await stream.toArray()));
  return { bytes, contentType };
}

async function unlessMissing<R>(call: Promise<R>): Promise<R | undefined> {
  try {
    return await call;
  } catch (error) {
    if (httpStatusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Every call of this port may be repeated: storing replaces, deleting does not mind what is gone. */
async function repeated<R>(clock: Clock, what: string, call: () => Promise<R>): Promise<R> {
  try {
    return await retry(retryPolicies.store, call, {
      clock,
      isPassing: (end) => end.type === 'threw' && isPassing(end.error),
    });
  } catch (error) {
    throw isPassing(error) ? new TransientError(`${what} failed`, { cause: error }) : error;
  }
}

function isPassing(error: unknown): boolean {
  const status = httpStatusOf(error);
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** Undefined where no answer came at all. */
function httpStatusOf(error: unknown): number | undefined {
  // The client throws ApiError, whose `code` is the HTTP status, or the system's error with a text as its `code`.
  const { code } = error as Partial<ApiError>;
  return typeof code === 'number' ? code : undefined;
}
