import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { functionNames, subscriptionPolicies, topics } from '../../../shared/topology.ts';
import { startFunction } from './function-server.ts';
import { createSubscriptions } from './pubsub-subscriptions.ts';
import type { ServerProcess } from './server-process.ts';

const dist = join(import.meta.dirname, '../../../dist');

/** The whole registry running: every bundle under functions-framework, every topic and subscription on the emulator. */
export interface RunningFunctions {
  urlOf(functionName: string): string;
  /** What all functions wrote, each line with the function's name before it. */
  output(): string;
  stop(): Promise<void>;
}

export async function startFunctions(options: {
  readonly projectId: string;
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called with each line a function writes. */
  readonly onLine?: (line: string) => void;
}): Promise<RunningFunctions> {
  const { projectId, firestoreHost, pubsubHost } = options;
  const env = {
    GOOGLE_CLOUD_PROJECT: projectId,
    FIRESTORE_EMULATOR_HOST: firestoreHost,
    PUBSUB_EMULATOR_HOST: pubsubHost,
    ...options.env,
  };
  const onLine = options.onLine ? { onLine: options.onLine } : {};
  const running = new Map<string, ServerProcess>();
  const stop = async () => {
    await Promise.all([...running.values()].map((server) => server.stop()));
  };
  const start = async (name: string) => {
    const folder = join(dist, name);
    if (!existsSync(folder)) throw new Error(`${folder} does not exist: npm run build makes it`);
    running.set(name, await startFunction({ folder, env, ...onLine }));
  };
  const urlOf = (name: string) => {
    const server = running.get(name);
    if (!server) throw new Error(`${name} is not running`);
    return new URL('/', server.url).href;
  };
  const failed = (await Promise.allSettled(functionNames.map(start))).find((end) => end.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  await createSubscriptions({
    pubsubHost,
    projectId,
    topics: topics.map((topic) => topic.name),
    policies: subscriptionPolicies,
    endpointOf: ({ functionName }) => urlOf(functionName),
  });
  const output = () =>
    [...running]
      .flatMap(([name, server]) =>
        server
          .output()
          .split('\n')
          .map((line) => `${name}: ${line}`),
      )
      .join('\n');
  return { urlOf, output, stop };
}
