import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundle, functionEntries } from '../../infra/build.ts';
import { type FunctionName, functionNames } from '../../shared/topology.ts';

/** Packages our own code may import into any bundle; what those need themselves is their business and in the size. */
const everywhere = [
  '@google-cloud/firestore',
  '@google-cloud/pubsub-api',
  '@google-cloud/secret-manager',
  '@google-cloud/storage',
  '@grpc/grpc-js',
  'css-select',
  'domhandler',
  'domutils',
  'htmlparser2',
  'zod',
];
// jose is loaded with the first access token.
const http = ['@hono/node-server', 'hono', 'jose'];

/** What each function may bring besides, and what its bundle may weigh, in bytes. */
const allowed: Readonly<Record<FunctionName, { readonly packages: readonly string[]; readonly maxBytes: number }>> = {
  'plan-scrapes': { packages: [], maxBytes: 4_500_000 },
  'scrape-retailer': { packages: ['ipaddr.js', 'undici'], maxBytes: 5_300_000 },
  // The browser and what drives it are installed beside the bundle.
  'scrape-retailer-browser': { packages: ['ipaddr.js', 'undici'], maxBytes: 5_300_000 },
  'detect-anomaly': { packages: [], maxBytes: 4_500_000 },
  'validate-ai': { packages: ['@google/generative-ai'], maxBytes: 4_500_000 },
  'select-audience': { packages: [], maxBytes: 4_500_000 },
  'dispatch-notification': { packages: ['ipaddr.js', 'resend', 'undici', 'web-push'], maxBytes: 5_500_000 },
  // Erasing somebody, it has the payment service forget them.
  'release-due': { packages: ['stripe'], maxBytes: 5_500_000 },
  'record-dead-letter': { packages: [], maxBytes: 4_500_000 },
  // Accounts: signing, mails, OpenAPI; Google's clients bring its sign-in library along anyway.
  api: { packages: [...http, 'google-auth-library', 'stripe'], maxBytes: 5_900_000 },
  admin: { packages: http, maxBytes: 4_600_000 },
  webhooks: { packages: [...http, 'resend', 'stripe'], maxBytes: 5_600_000 },
};

describe('bundles', () => {
  let metafile: Metafile;
  beforeAll(async () => {
    metafile = await bundle(functionEntries());
  }, 120_000);

  const outputOf = (name: FunctionName) => {
    const output = metafile.outputs[`dist/${name}/main.cjs`];
    if (!output) throw new Error(`${name} was not bundled`);
    return output;
  };
  /** What is left after unused code was thrown away. */
  const filesOf = (name: FunctionName) =>
    Object.entries(outputOf(name).inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));

  it.each(functionNames)('%s imports only the packages on its list', (name) => {
    const imported = filesOf(name)
      .filter((file) => !file.startsWith('node_modules/'))
      .flatMap((file) => metafile.inputs[file]?.imports ?? [])
      .flatMap(({ path }) => packageOf(path) ?? [])
      .filter((imported) => filesOf(name).some((file) => packageOf(file) === imported));
    const list = [...everywhere, ...allowed[name].packages];
    expect([...new Set(imported)].filter((imported) => !list.includes(imported))).toEqual([]);
    expect(allowed[name].packages.filter((listed) => !imported.includes(listed))).toEqual([]);
  });

  it.each(functionNames)('%s is within its size', (name) => {
    expect(outputOf(name).bytes).toBeLessThan(allowed[name].maxBytes);
  });

  it.each(functionNames)('%s holds nothing of the embedded platform', (name) => {
    const embedded = /^(infra\/|shared\/adapters\/(sqlite|queue)\/|shared\/adapters\/folder-blobs)/;
    expect(filesOf(name).filter((file) => embedded.test(file))).toEqual([]);
    // undici asks there, when told to, whether this Node has it.
    const probe = 'node_modules/undici/lib/util/runtime-features.js';
    const importsSqlite = (file: string) => metafile.inputs[file]?.imports.some(({ path }) => path === 'node:sqlite');
    expect(filesOf(name).filter((file) => file !== probe && importsSqlite(file))).toEqual([]);
  });
});

describe('npm start', () => {
  const onEmulators = './emulators/start-on-emulators.ts';
  it('reaches no package of Google Cloud, unless it is told to run on the emulators', async () => {
    const { metafile } = await build({
      entryPoints: ['infra/local/main.ts'],
      bundle: true,
      packages: 'external',
      external: [onEmulators],
      platform: 'node',
      format: 'esm',
      write: false,
      outdir: 'dist',
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    // Loaded where sign-in with Google is switched on.
    const signIn = ({ path, kind }: { path: string; kind: string }) =>
      path === 'google-auth-library' && kind === 'dynamic-import';
    const imported = imports.filter((each) => !signIn(each)).map(({ path }) => path);
    expect(imports).toContainEqual({ path: onEmulators, kind: 'dynamic-import', external: true });
    expect(imported.filter((path) => /^(@google-cloud\/|@grpc\/|google-)/.test(path))).toEqual([]);
    expect(imported).toContain('hono');
  });
});

/** The package a file of node_modules belongs to; undefined for our own files. */
function packageOf(path: string): string | undefined {
  return [...path.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1];
}
