import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const framework = join(import.meta.dirname, '../../node_modules/.bin/functions-framework');
const loopbackOnly = join(import.meta.dirname, 'loopback-only.ts');

/** Runs a built bundle under the real functions-framework command, on 127.0.0.1 only. */
export async function startFunction(bundle: {
  /** Folder with the bundle and its package.json. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly target?: string;
}): Promise<ServerProcess> {
  const port = await freePort();
  const { folder, env, target = 'main' } = bundle;
  return await startServer({
    name: folder,
    command: process.execPath,
    args: ['--import', loopbackOnly, framework, `--target=${target}`, `--source=${folder}`, `--port=${port}`],
    env,
    // Answered with 404 by the framework itself, so that asking starts no function.
    url: `http://127.0.0.1:${port}/robots.txt`,
    startUpMs: 60_000,
  });
}
