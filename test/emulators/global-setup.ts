import type { TestProject } from 'vitest/node';
import { startEmulators } from '../../infra/local/emulators/emulators.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `127.0.0.1:port` */
    readonly firestoreHost: string;
    readonly pubsubHost: string;
  }
}

/** Starts the emulators once for all tests of the project; fails, and says how to get them, where they are missing. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulators = await startEmulators();
  project.provide('firestoreHost', emulators.firestoreHost);
  project.provide('pubsubHost', emulators.pubsubHost);
  return () => emulators.stop();
}
