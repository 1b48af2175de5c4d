import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { PermanentError } from '../runtime/errors.ts';

const compress = promisify<string, { level: number }, Buffer>(gzip);
const decompress = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

/** What no honest page exceeds; more is a bomb. */
const maxUnpackedBytes = 40_000_000;

/** Text as gzip in base64: a shop page needs about a fifth of its size. */
export async function packText(text: string): Promise<string> {
  // Level 4 takes half the time of zlib's own choice, for a few per cent more bytes.
  return (await compress(text, { level: 4 })).toString('base64');
}

/** Text as gzip: what is kept for a month is packed harder than what only travels. */
export async function packBytes(text: string): Promise<Uint8Array> {
  return new Uint8Array(await compress(text, { level: 6 }));
}

/** @throws PermanentError where it is not packed text, or unpacks to more than 40 MB */
export async function unpackText(packed: string): Promise<string> {
  return unpackBytes(Buffer.from(packed, 'base64'));
}

/** @throws PermanentError as unpackText */
export async function unpackBytes(packed: Uint8Array): Promise<string> {
  try {
    const bytes = await decompress(Buffer.from(packed), { maxOutputLength: maxUnpackedBytes });
    return bytes.toString('utf8');
  } catch (error) {
    throw new PermanentError(`cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}
