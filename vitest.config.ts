import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './infra/toolchain/longest-first.ts';

// One project per kind of need, so that `npm test` is exactly the tests that need nothing but Node.
export default defineConfig({
  test: {
    reporters: ['default'],
    experimental: { fsModuleCache: true },
    // One more than there are processors, because several tests wait for servers they have started.
    maxWorkers: Math.min(availableParallelism() + 1, 8),
    sequence: { sequencer: LongestFirst },
    // The commands and servers that tests start need not strip the types of the same files each time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compile', import.meta.url)) },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.emulator.test.ts', 'test/**/*.bench.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Files that share a process load the modules they have in common once.
          isolate: false,
        },
      },
      {
        test: {
          name: 'emulators',
          include: ['test/**/*.emulator.test.ts'],
          globalSetup: ['test/emulators/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'bench', include: ['test/**/*.bench.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
