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

/** @throws PermanentError where it is not packed text, or unpacks to more than 40 MB */
export async function unpackText(packed: string): Promise<string> {
  try {
    const bytes = await decompress(Buffer.from(packed, 'base64'), { maxOutputLength: maxUnpackedBytes });
    return bytes.toString('utf8');
  } catch (error) {
    throw new PermanentError(`cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}
