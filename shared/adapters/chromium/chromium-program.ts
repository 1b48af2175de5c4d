import { createReadStream, createWriteStream } from 'node:fs';
import { access, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import * as z from 'zod';

const chunkSize = 2 ** 20;

/** A browser to start, and the environment it needs. */
interface ChromiumProgram {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * An installed Chrome, or with `auto` the one of the package @sparticuz/chromium: unpacked once for each version and
 * user into temporary storage (220 MB), with the libraries and the font that a bare system lacks. The package's own
 * unpacking is not used, because it takes whatever file it finds under a name that everybody knows.
 */
export async function chromiumProgram(chrome: string): Promise<ChromiumProgram> {
  if (chrome !== 'auto') return { executablePath: chrome, env: {} };
  const { bin, version } = await findPackage();
  const folder = join(tmpdir(), `pricehawk-chromium-${version}-${process.getuid?.() ?? 'user'}`);
  if (!(await exists(folder))) await unpackInto(folder, bin);
  await checkOwner(folder);
  const hasFonts = await exists('/etc/fonts/fonts.conf');
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'lib'), ...(hasFonts ? {} : { FONTCONFIG_PATH: folder }) },
  };
}

/** Whole or not at all, however many processes do this at once. */
async function unpackInto(folder: string, bin: string): Promise<void> {
  const unfinished = `${folder}-${process.pid}`;
  await mkdir(unfinished, { mode: 0o700 });
  try {
    await unpackTar(join(bin, 'al2023.tar.br'), unfinished);
    await unpackTar(join(bin, 'fonts.tar.br'), unfinished);
    await writeFile(join(unfinished, 'fonts.conf'), `<fontconfig><dir>${join(folder, 'fonts')}</dir></fontconfig>\n`);
    const target = createWriteStream(join(unfinished, 'chromium'), { mode: 0o700 });
    await pipeline(createReadStream(join(bin, 'chromium.br')), createBrotliDecompress({ chunkSize }), target);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function findPackage(): Promise<{ readonly bin: string; readonly version: string }> {
  const { resolve } = createRequire(import.meta.url);
  let folder = dirname(resolve('@sparticuz/chromium'));
  while (!(await exists(join(folder, 'bin', 'chromium.br')))) {
    if (folder === dirname(folder)) throw new Error('the package @sparticuz/chromium carries no browser');
    folder = dirname(folder);
  }
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  return { bin: join(folder, 'bin'), version: manifest.version };
}

/** Nobody else may have put a program there for us to run. */
async function checkOwner(folder: string): Promise<void> {
  const found = await lstat(folder);
  const isOurs = found.uid === (process.getuid?.() ?? found.uid) && (found.mode & 0o022) === 0;
  if (!found.isDirectory() || !isOurs) throw new Error(`${folder} belongs to somebody else; remove it`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const blockBytes = 512;

/** The regular files of a small tar archive (POSIX ustar). */
async function unpackTar(archive: string, folder: string): Promise<void> {
  const bytes = await promisify(brotliDecompress)(await readFile(archive));
  const text = (from: number, length: number) => bytes.toString('latin1', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + blockBytes <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const path = join(folder, join('/', text(at, 100)));
    const content = bytes.subarray(at + blockBytes, at + blockBytes + size);
    if (text(at + 156, 1) === '0' || text(at + 156, 1) === '') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    at += blockBytes + Math.ceil(size / blockBytes) * blockBytes;
  }
}
