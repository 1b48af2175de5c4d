import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFirestore } from '../../shared/adapters/firestore/firestore.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';
import { topics } from '../../shared/topology.ts';
import { buildFunctions, bundle } from '../build.ts';
import { quietMessages } from '../bundle/quiet-messages.ts';
import { startEmulators } from '../local/emulators/emulators.ts';
import { freePort } from '../local/emulators/free-port.ts';
import { functionCommand } from '../local/emulators/function-server.ts';
import { createSubscriptions } from '../local/emulators/pubsub-subscriptions.ts';
import { benchDataKeys } from './bench-keys.ts';
import { processFacts } from './process-facts.ts';
import { quietDocuments } from './start-up/quiet-documents.ts';

/**
 * `npm run bench:start-up [-- --rounds N]`: from the start of the process to the answer to its first message, for the
 * built bundle of every message function under functions-framework and against the emulators, beside a reference that
 * only imports and makes the clients. Runs alternate, so that a busy minute falls on all alike; CPU (Linux only) is the
 * process's own, which other programs disturb least.
 */
const projectId = 'start-up';
const reference = 'reference';
const goal = 1.25;
const root = join(import.meta.dirname, '../..');

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
// The keys of a constant are exactly its keys.
const functionNames = Object.keys(quietMessages) as (keyof typeof quietMessages)[];
const names = [reference, ...functionNames];
const outdir = join(root, 'dist/start-up');
await buildFunctions(functionNames, outdir);
await bundle({ [reference]: 'infra/bench/start-up/reference.ts' }, outdir);
await Promise.all(functionNames.map((name) => warmUp(join(outdir, name))));

const emulators = await startEmulators();
const env = {
  ...process.env,
  GOOGLE_CLOUD_PROJECT: projectId,
  FIRESTORE_EMULATOR_HOST: emulators.firestoreHost,
  PUBSUB_EMULATOR_HOST: emulators.pubsubHost,
  DATA_KEYS: benchDataKeys,
};
const handled = new Map<string, Handled[]>(names.map((name) => [name, []]));
try {
  const store = openFirestore({
    projectId,
    emulatorHost: emulators.firestoreHost,
    clock: systemClock,
    random: systemRandom,
  });
  await store.catalogue.write(quietDocuments);
  await store.close();
  const topicNames = topics.map((topic) => topic.name);
  await createSubscriptions({ ...emulators, projectId, topics: topicNames, policies: [], endpointOf: () => '' });
  // The first round warms the emulators and the file cache, and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const taken = await measure(name);
      if (round > 0) handled.get(name)?.push(taken);
    }
  }
} finally {
  await emulators.stop();
}
print();

/** What the build of a function's image does. */
async function warmUp(folder: string): Promise<void> {
  await once(spawn(process.execPath, ['warm-up.cjs'], { cwd: folder, stdio: 'ignore' }), 'close');
}

/** From the start of the process to the answer. */
interface Handled {
  readonly ms: number;
  readonly cpuMs: number;
}

async function measure(name: string): Promise<Handled> {
  const port = await freePort();
  const startMs = performance.now();
  const folder = name === reference ? join(outdir, name, 'main.cjs') : join(outdir, name);
  const { command, args } = functionCommand({
    folder,
    port,
    target: name === reference ? reference : 'main',
  });
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    // The framework says something once, when it listens.
    await once(child.stdout, 'data');
    const response = await fetch(`http://127.0.0.1:${port}/`, push(name));
    if (response.status !== 204) throw new Error(`${name} answered ${response.status}`);
    const ms = performance.now() - startMs;
    return { ms, cpuMs: processFacts(child.pid ?? 0)?.cpuMs ?? Number.NaN };
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

/** As Pub/Sub posts it. */
function push(name: string): RequestInit {
  const { topic, body } = quietMessages[name as keyof typeof quietMessages] ?? { topic: 'none', body: {} };
  const message = {
    messageId: '1',
    publishTime: new Date().toISOString(),
    data: Buffer.from(JSON.stringify(body)).toString('base64'),
    attributes: { 'x-correlation-id': 'start-up' },
  };
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, subscription: `projects/${projectId}/subscriptions/${name}.${topic}` }),
  };
}

function print(): void {
  const columns = [
    { title: 'median', of: (runs: readonly Handled[]) => median(runs.map(({ ms }) => ms)) },
    { title: 'fastest', of: (runs: readonly Handled[]) => Math.min(...runs.map(({ ms }) => ms)) },
    { title: 'median CPU', of: (runs: readonly Handled[]) => median(runs.map(({ cpuMs }) => cpuMs)) },
  ];
  const ofReference = handled.get(reference) ?? [];
  console.log(`process start to first handled message, ${rounds} rounds; goal ≤ ${goal} × the reference`);
  console.log(`${''.padEnd(24)}${columns.map(({ title }) => title.padStart(17)).join(' ')}`);
  for (const [name, runs] of handled) {
    const cells = columns.map(({ of }) => {
      const ratio = of(runs) / of(ofReference);
      return `${of(runs).toFixed(0).padStart(8)} ms ${ratio.toFixed(2).padStart(4)} ×`;
    });
    console.log(`${name.padEnd(24)}${cells.join(' ')}`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
