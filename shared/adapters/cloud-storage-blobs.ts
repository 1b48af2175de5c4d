import type { ApiError, Bucket } from '@google-cloud/storage';
import type { Blobs } from '../ports/blobs.ts';
import { TransientError } from '../runtime/errors.ts';
import { retryPolicies } from '../runtime/retry.ts';

/**
 * Blobs in a Cloud Storage bucket. An expiry is the object's `customTime`; the bucket's lifecycle rule
 * (`daysSinceCustomTime`) deletes what has passed it.
 */
export function createCloudStorageBlobs(deps: {
  readonly projectId: string;
  readonly bucket: string;
  /** Address of another server that speaks Cloud Storage's JSON API, without authentication. */
  readonly apiEndpoint?: string | undefined;
}): Blobs {
  let bucket: Promise<Bucket> | undefined;
  const connect = () => {
    bucket ??= openBucket(deps);
    return bucket;
  };
  return {
    put: async (name, bytes, { contentType, expiresAtMs }) => {
      const file = (await connect()).file(name);
      const metadata = {
        contentType,
        ...(expiresAtMs === undefined ? {} : { customTime: new Date(expiresAtMs).toISOString() }),
      };
      // A resumable upload would take a request more, for sizes we do not have.
      await translated(`storing ${name}`, () => file.save(Buffer.from(bytes), { resumable: false, metadata }));
    },
    get: async (name) => {
      const file = (await connect()).file(name);
      return await translated(`reading ${name}`, () => unlessMissing(download(file)));
    },
    delete: async (name) => {
      const file = (await connect()).file(name);
      await translated(`deleting ${name}`, () => file.delete({ ignoreNotFound: true }));
    },
    list: async (prefix, limit) => {
      const opened = await connect();
      const [files] = await translated(`listing ${prefix}`, () => opened.getFiles({ prefix, maxResults: limit }));
      return files.map((file) => file.name);
    },
  };
}

async function openBucket(deps: Parameters<typeof createCloudStorageBlobs>[0]): Promise<Bucket> {
  const { Storage, IdempotencyStrategy } = await import('@google-cloud/storage');
  const { delaysMs } = retryPolicies.store;
  const storage = new Storage({
    projectId: deps.projectId,
    ...(deps.apiEndpoint === undefined ? {} : { apiEndpoint: deps.apiEndpoint }),
    retryOptions: {
      // Every call of this port may be repeated: storing replaces, deleting does not mind what is gone.
      idempotencyStrategy: IdempotencyStrategy.RetryAlways,
      maxRetries: delaysMs.length,
      maxRetryDelay: 1,
      retryDelayMultiplier: 1,
      totalTimeout: 30,
    },
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

async function translated<R>(what: string, call: () => Promise<R>): Promise<R> {
  try {
    return await call();
  } catch (error) {
    const status = httpStatusOf(error);
    const passing = status === undefined || status === 408 || status === 429 || status >= 500;
    throw passing ? new TransientError(`${what} failed`, { cause: error }) : error;
  }
}

/** Undefined where no answer came at all. */
function httpStatusOf(error: unknown): number | undefined {
  // The client throws ApiError, whose `code` is the HTTP status, or the system's error with a text as its `code`.
  const { code } = error as Partial<ApiError>;
  return typeof code === 'number' ? code : undefined;
}
