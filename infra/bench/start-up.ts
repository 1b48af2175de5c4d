import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFirestore } from '../../shared/adapters/firestore/firestore.ts';
import { systemClock, systemRandom } from '../../shared/adapters/system.ts';
import { topics } from '../../shared/topology.ts';
import { buildFunctions, bundle } from '../build.ts';
import { startEmulators } from '../local/emulators/emulators.ts';
import { freePort } from '../local/emulators/free-port.ts';
import { functionCommand } from '../local/emulators/function-server.ts';
import { createSubscriptions } from '../local/emulators/pubsub-subscriptions.ts';
import { quietDocuments, quietMessages } from './start-up/quiet-messages.ts';

/**
 * `npm run bench:start-up [-- --rounds N]`: from the start of the process to the answer to its first message, for the
 * built bundle of every message function under functions-framework and against the emulators, beside a reference that
 * only imports and makes the clients. Runs alternate, so that a busy minute falls on all alike.
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
};
const handledMs = new Map<string, number[]>(names.map((name) => [name, []]));
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
      const ms = await measure(name);
      if (round > 0) handledMs.get(name)?.push(ms);
    }
  }
} finally {
  await emulators.stop();
}
print();

/** What the build of a function's image does. */
async function warmUp(folder: string): Promise<void> {
  await once(spawn(process.execPath, ['warm-up.cjs', '--message'], { cwd: folder, stdio: 'ignore' }), 'close');
}

/** Milliseconds from the start of the process to the answer. */
async function measure(name: string): Promise<number> {
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
    return performance.now() - startMs;
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
  const referenceTimes = handledMs.get(reference) ?? [];
  console.log(`process start to first handled message, ${rounds} rounds; goal ≤ ${goal} × the reference`);
  console.log(`${''.padEnd(24)}${'median'.padStart(17)}${'fastest'.padStart(18)}`);
  for (const [name, times] of handledMs) {
    const cells = [median, fastest].map((of) => {
      const ratio = of(times) / of(referenceTimes);
      return `${of(times).toFixed(0).padStart(8)} ms ${ratio.toFixed(2).padStart(4)} ×`;
    });
    console.log(`${name.padEnd(24)}${cells.join(' ')}`);
  }
}

function fastest(values: readonly number[]): number {
  return Math.min(...values);
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
