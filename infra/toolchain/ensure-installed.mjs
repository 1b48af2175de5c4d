// Runs before `npm start` and `npm test`, on whatever Node the machine has (20 or newer) and without any package:
// installs the locked dependencies when they are missing or older than the lock file.
import { spawnSync } from 'node:child_process';
import { statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modifiedMs = (path) => statSync(`${root}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const marker = 'node_modules/.package-lock.json';

if (modifiedMs(marker) < modifiedMs('package-lock.json')) {
  console.error('Installing dependencies (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('Could not install the dependencies: npm ci failed (see above).');
    process.exit(status ?? 1);
  }
  const now = new Date();
  utimesSync(`${root}${marker}`, now, now);
}
