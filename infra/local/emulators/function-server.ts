import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const framework = join(import.meta.dirname, '../../../node_modules/.bin/functions-framework');
const loopbackOnly = join(import.meta.dirname, 'loopback-only.mjs');

/** A built bundle: the folder with it and its package.json, and the name of what it exports. */
interface Bundle {
  readonly folder: string;
  readonly target?: string;
}

/** The real functions-framework command, kept on 127.0.0.1. */
export function functionCommand({ folder, target = 'main', port }: Bundle & { readonly port: number }) {
  return {
    command: process.execPath,
    args: ['--import', loopbackOnly, framework, `--target=${target}`, `--source=${folder}`, `--port=${port}`],
  };
}

/** Runs a built bundle until it is stopped. */
export async function startFunction(
  bundle: Bundle & { readonly env: Readonly<Record<string, string>>; readonly onLine?: (line: string) => void },
): Promise<ServerProcess> {
  const port = await freePort();
  return await startServer({
    ...functionCommand({ ...bundle, port }),
    name: bundle.folder,
    env: bundle.env,
    ...(bundle.onLine ? { onLine: bundle.onLine } : {}),
    // Answered with 404 by the framework itself, so that asking starts no function.
    url: `http://127.0.0.1:${port}/robots.txt`,
    startUpMs: 60_000,
  });
}
