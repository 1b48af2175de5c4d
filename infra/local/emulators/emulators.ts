import { freePort } from './free-port.ts';
import { findEmulatorScripts } from './google-cloud-cli.ts';
import { startServer } from './server-process.ts';

/** Google's emulators, running; hosts are `127.0.0.1:port`. */
interface Emulators {
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  stop(): Promise<void>;
}

const startUpMs = 60_000;

/** Starts both emulators on free ports of this machine. */
export async function startEmulators(scripts = findEmulatorScripts()): Promise<Emulators> {
  const [firestoreHost, pubsubHost] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const start = async (name: string, command: string, args: readonly string[], host: string) =>
    await startServer({ name, command, args, url: `http://${host}/`, startUpMs });
  const started = await Promise.allSettled([
    start('Firestore emulator', scripts.firestore, ['start', ...hostAndPort(firestoreHost)], firestoreHost),
    start('Pub/Sub emulator', scripts.pubsub, hostAndPort(pubsubHost), pubsubHost),
  ]);
  const stop = async () => {
    await Promise.all(started.map((end) => (end.status === 'fulfilled' ? end.value.stop() : undefined)));
  };
  const failed = started.find((end) => end.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  await warmUp(firestoreHost);
  return { firestoreHost, pubsubHost, stop };
}

/** The first commit makes the emulator load most of itself, on a busy machine for longer than a client waits. */
async function warmUp(firestoreHost: string): Promise<void> {
  const database = 'projects/warm-up/databases/catalogue';
  const write = { update: { name: `${database}/documents/warm/up`, fields: {} } };
  const response = await fetch(`http://${firestoreHost}/v1/${database}/documents:commit`, {
    method: 'POST',
    body: JSON.stringify({ writes: [write] }),
    signal: AbortSignal.timeout(startUpMs),
  });
  if (!response.ok) throw new Error(`the Firestore emulator answered ${response.status}: ${await response.text()}`);
}

function hostAndPort(host: string): string[] {
  const [name, port] = host.split(':');
  return [`--host=${name}`, `--port=${port}`];
}
