import { defineConfig } from 'vitest/config';

// One project per kind of need, so that `npm test` is exactly the tests that need nothing but Node.
export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.emulator.test.ts', 'test/**/*.bench.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
