import { freePort } from './free-port.ts';
import { findEmulatorScripts } from './google-cloud-cli.ts';
import { startServer } from './server-process.ts';

/** Google's emulators, running; hosts are `127.0.0.1:port`. */
export interface Emulators {
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  stop(): Promise<void>;
}

const startUpMs = 60_000;

/** Starts both emulators on free ports of this machine. */
export async function startEmulators(): Promise<Emulators> {
  const scripts = findEmulatorScripts();
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
  return { firestoreHost, pubsubHost, stop };
}

function hostAndPort(host: string): string[] {
  const [name, port] = host.split(':');
  return [`--host=${name}`, `--port=${port}`];
}
