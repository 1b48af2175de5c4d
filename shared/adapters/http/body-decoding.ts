import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { Answer, ExchangeFailure } from './exchange.ts';

/** Smaller bodies are decoded on the spot: handing them to another thread and back costs more than it saves. */
const inlineBytes = 64 * 1_024;

/** Nobody honest wraps a body more often; each layer multiplies what a bomb can do. */
const mostLayers = 2;

/** Four times zlib's own chunk: a shop page is decoded in a third less time. */
const chunkSize = 64 * 1_024;

type Limit = { readonly maxOutputLength: number; readonly chunkSize: number };

/** One content coding, on this thread and on another. */
interface Decoder {
  now(bytes: Uint8Array, limit: Limit): Uint8Array;
  later(bytes: Uint8Array, limit: Limit): Promise<Uint8Array>;
}

const gzip: Decoder = { now: zlib.gunzipSync, later: promisify<Uint8Array, Limit, Buffer>(zlib.gunzip) };
const wrappedDeflate: Decoder = { now: zlib.inflateSync, later: promisify<Uint8Array, Limit, Buffer>(zlib.inflate) };
const rawDeflate: Decoder = { now: zlib.inflateRawSync, later: promisify<Uint8Array, Limit, Buffer>(zlib.inflateRaw) };
const brotli: Decoder = {
  now: zlib.brotliDecompressSync,
  later: promisify<Uint8Array, Limit, Buffer>(zlib.brotliDecompress),
};
const zstd: Decoder = {
  now: zlib.zstdDecompressSync,
  later: promisify<Uint8Array, Limit, Buffer>(zlib.zstdDecompress),
};

function decoderFor(coding: string, bytes: Uint8Array): Decoder | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return gzip;
    case 'deflate':
      // Servers disagree whether the zlib wrapper belongs to it (RFC 9110 section 8.4.1.2); its first byte tells.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? wrappedDeflate : rawDeflate;
    case 'br':
      return brotli;
    case 'zstd':
      return zstd;
    default:
      return undefined;
  }
}

/** The body without its content encodings, if it is whole and within `maxBytes` then. Never rejects. */
export async function decodeBody(
  { headers, body }: Pick<Answer, 'headers' | 'body'>,
  maxBytes: number,
): Promise<Uint8Array | ExchangeFailure> {
  const codings = String(headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (body.length === 0 || codings.length === 0) return body;
  if (codings.length > mostLayers) return unusable(`content is encoded ${codings.length} times`);
  let bytes = body;
  for (const coding of codings.reverse()) {
    const decoder = decoderFor(coding, bytes);
    if (decoder === undefined) return unusable(`unknown content encoding "${coding.slice(0, 40)}"`);
    try {
      const options = { maxOutputLength: maxBytes, chunkSize };
      bytes = bytes.length <= inlineBytes ? decoder.now(bytes, options) : await decoder.later(bytes, options);
    } catch (error) {
      return decodingFailure(error, maxBytes);
    }
  }
  return bytes;
}

function decodingFailure(error: unknown, maxBytes: number): ExchangeFailure {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
    return { type: 'failed', failure: 'too-large', detail: `the decoded body has more than ${maxBytes} bytes` };
  }
  // A stream that ends early or is damaged came over a bad connection: asking again may help.
  return { type: 'failed', failure: 'connection', detail: `the compressed body cannot be read: ${error}` };
}

function unusable(detail: string): ExchangeFailure {
  return { type: 'failed', failure: 'wrong-content-type', detail };
}
