import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openLocalDatabase } from '../../infra/local/embedded-platform.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const children = new Set<ChildProcess>();
afterAll(() => {
  // A test that failed half-way leaves its server running.
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  folder.remove();
});
vi.setConfig({ testTimeout: 90_000 });
const root = fileURLToPath(new URL('../../', import.meta.url));
const { PATH, NODE_COMPILE_CACHE } = process.env;
const plainEnv = { PATH, NODE_COMPILE_CACHE };
let folders = 0;
const newFolder = () => join(folder.path, `${++folders}`);

/** A command of the project as its user runs it, without npm around it. */
function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(root, 'infra/local', script), ...args], {
    env: { ...plainEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (output.out += chunk));
  child.stderr.on('data', (chunk) => (output.err += chunk));
  const ended = once(child, 'close').then(([code]) => ({ code: Number(code), ...output }));
  const says = async (text: string) => {
    while (!output.out.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended: ${output.err}`);
      await once(child.stdout, 'data');
    }
  };
  return { child, ended, says };
}

describe('npm start', () => {
  it('refuses a bad flag in one line with code 2, and prints help with code 0', async () => {
    expect(await run('main.ts', ['--prot']).ended).toEqual({
      code: 2,
      out: '',
      err: '--prot: unknown flag; --help lists all\n',
    });
    expect(await run('main.ts', ['--help']).ended).toMatchObject({ code: 0, err: '' });
  });

  it('refuses a second server on its data by naming the first, ends at Ctrl-C that npm passed on once more, and starts again', async () => {
    const data = newFolder();
    const args = ['--no-demo', '--port', '0', '--data', data];
    const first = run('main.ts', args);
    await first.says('PriceHawk runs at');
    const second = await run('main.ts', args).ended;
    expect(second).toEqual({
      code: 2,
      out: '',
      err: `${join(data, 'pricehawk.sqlite')} is in use by another PriceHawk (process ${first.child.pid}); stop it first, or choose another folder with --data\n`,
    });
    first.child.kill('SIGINT');
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(data).sort()).toEqual(['pricehawk.sqlite', 'secrets.json']);
    const third = run('main.ts', args);
    await third.says('PriceHawk runs at');
    third.child.kill('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0, err: '' });
  });

  // Windows has no limit on the size of files to stand in for a full disk.
  describe.skipIf(process.platform === 'win32')('on a full disk', () => {
    const startWith = (limit: string, ...flags: readonly string[]) => {
      const limited = `ulimit -f ${limit}; exec "$0" "$@"`;
      const args = ['-c', limited, process.execPath, join(root, 'infra/local/main.ts'), '--port', '0', ...flags];
      const { status, stderr } = spawnSync('sh', args, { env: plainEnv, encoding: 'utf8', timeout: 60_000 });
      return [status, stderr];
    };

    it('says that nothing more fits, and leaves nothing half made', () => {
      const data = newFolder();
      const said = startWith('8', '--no-demo', '--data', data);
      expect(said).toEqual([2, expect.stringMatching(/^.*pricehawk\.sqlite cannot be opened: [^\n]*\n$/)]);
      openLocalDatabase({ data }).close();
      expect(readdirSync(data)).toEqual(['pricehawk.sqlite']);
    });

    it('says so in one line also when it fills up while the demo is loaded', () => {
      const data = newFolder();
      const said = startWith('2000', '--demo-port', '0', '--data', data);
      expect(said).toEqual([2, expect.stringMatching(/^[^\n]*pricehawk\.sqlite[^\n]*\n$/)]);
      openLocalDatabase({ data }).close();
    });
  });
});

describe('npm start -- --platform emulator', () => {
  it('says in one line how to get the Google Cloud CLI where it is missing, with code 2, and makes nothing', async () => {
    const data = newFolder();
    const { code, err } = await run('main.ts', ['--platform', 'emulator', '--data', data], { PATH: '' }).ended;
    expect(code).toBe(2);
    expect(err).toMatch(/^gcloud is not on the PATH; .*https:\/\/cloud\.google\.com\/sdk\/docs\/install.*\n$/);
    expect(() => readdirSync(data)).toThrow('ENOENT');
  });
});

describe('npm run watch', () => {
  it('says that what is no address is none before it asks anybody', async () => {
    const { code, err } = await run('watch.ts', ['kettle', '--port', '1']).ended;
    expect([code, err]).toEqual([2, 'kettle is no address of a page, such as https://shop.example/kettle\n']);
  });

  it('says in one line that nothing runs there, and nothing of the secret', async () => {
    const env = { ADMIN_SECRET: 'SECRET' };
    const { code, err } = await run('watch.ts', ['https://shop.example/', '--port', '1'], env).ended;
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^no PriceHawk runs at http:\/\/127\.0\.0\.1:1; .*--port\n$/),
    ]);
    expect(err).not.toContain('SECRET');
  });
});

describe('npm run inspect', () => {
  it('says in one line that an address of the inside is not asked', async () => {
    const { code, err } = await run('inspect.ts', ['http://169.254.169.254/latest/meta-data']).ended;
    expect([code, err]).toEqual([2, expect.stringMatching(/refused-address: 169\.254\.169\.254 is an address, .*\n$/)]);
  });
});
