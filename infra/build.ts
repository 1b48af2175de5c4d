import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { type FunctionName, functionNames } from '../shared/topology.ts';
import { quietMessages } from './bundle/quiet-messages.ts';

/** What takes a function the whole way at its warm-up; none for those that answer requests. */
const messages: Partial<Record<FunctionName, unknown>> = quietMessages;

const root = join(import.meta.dirname, '..');
const framework = '@google-cloud/functions-framework' as const;
/** Beside the framework: a package with a browser in it, and the one that drives it, which is loaded with the first page. */
const installed: Partial<Record<FunctionName, readonly (keyof typeof packageJson.dependencies)[]>> = {
  'scrape-retailer-browser': ['@sparticuz/chromium', 'puppeteer-core'],
};

/** Parts of packages that only another part we do not call would use: less to read at every start, and no SQLite. */
const withoutUnusedParts: Plugin = {
  name: 'without-unused-parts',
  setup: ({ onLoad }) => {
    for (const unused of [
      /@google-cloud\/firestore\/build\/src\/v1\/firestore_admin_client\.js$/,
      /@google-cloud\/firestore\/build\/src\/v1beta1\/index\.js$/,
      /undici\/lib\/cache\/sqlite-cache-store\.js$/,
    ]) {
      onLoad({ filter: unused }, () => ({ contents: 'module.exports = {};' }));
    }
  },
};

const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // An ES module that imports node:http loads all of undici with it, an eighth of a cold start.
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Runs the bundle and is installed beside it. Everything else is bundled, Google's clients included: one file loads
  // a quarter faster than the packages it was made from.
  external: [framework, ...Object.values(installed).flat()],
  define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  // Names stay readable for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  plugins: [withoutUnusedParts],
} as const satisfies BuildOptions;

/**
 * What goes into the bundle of each entry, by esbuild's own account (names as under dist/). With `outdir` it is written,
 * as `<outdir>/<name>/main.cjs` with a source map.
 */
export async function bundle(entries: Readonly<Record<string, string>>, outdir?: string): Promise<Metafile> {
  const { metafile, warnings } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([name, file]) => ({ in: file, out: join(name, 'main') })),
    outdir: outdir ?? 'dist',
    ...(outdir === undefined ? { write: false } : { sourcemap: 'linked' }),
  });
  // A file looked for beside import.meta.url, for one, would not be there in the cloud.
  if (warnings.length > 0) throw new Error(`${warnings.length} warnings, shown above; a bundle must have none`);
  return metafile;
}

export function functionEntries(names: readonly FunctionName[] = functionNames): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `functions/${name}/index.ts`]));
}

/**
 * Builds functions into `<outdir>/<name>/`, ready to be uploaded: the bundle, the file that loads it through a compile
 * cache, what fills that cache, and the package.json that Cloud Functions installs from.
 */
export async function buildFunctions(names: readonly FunctionName[], outdir: string): Promise<void> {
  await Promise.all(names.map((name) => rm(join(outdir, name), { recursive: true, force: true })));
  const metafile = await bundle(functionEntries(names), outdir);
  await Promise.all([
    writeFile(join(outdir, 'metafile.json'), JSON.stringify(metafile)),
    ...names.map((name) => addDeploymentFiles(name, join(outdir, name))),
  ]);
}

async function addDeploymentFiles(name: FunctionName, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...['index.cjs', 'warm-up.cjs'].map((file) => copyFile(join(root, 'infra/bundle', file), join(folder, file))),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest(name), null, 2)}\n`),
    writeFile(join(folder, 'warm-up.json'), JSON.stringify(messages[name] ?? {})),
  ]);
}

function manifest(name: FunctionName) {
  return {
    name,
    version: packageJson.version,
    private: true,
    main: 'index.cjs',
    engines: { node: '24' },
    scripts: { 'gcp-build': 'node warm-up.cjs' },
    dependencies: Object.fromEntries(
      [framework, ...(installed[name] ?? [])].map((each) => [each, packageJson.dependencies[each]]),
    ),
  };
}

if (import.meta.main) {
  const startMs = performance.now();
  await buildFunctions(functionNames, join(root, 'dist'));
  console.log(`built ${functionNames.length} functions in ${Math.round(performance.now() - startMs)} ms`);
}
