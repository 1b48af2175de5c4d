import { execFileSync, spawnSync } from 'node:child_process';
import { nearestTests, readImporters } from './nearest-tests.ts';

// The tests nearest to what is not committed, for `npm run check`; `npm run validate` runs them all.

const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).split('\0').filter(Boolean);
const changed = [
  ...git('diff', '--name-only', '--relative', '-z', 'HEAD'),
  ...git('ls-files', '--others', '--exclude-standard', '-z'),
];
const tests = nearestTests(changed, readImporters());
console.log(`${changed.length} files changed; ${tests.length} test files are nearest to them`);
if (tests.length > 0) {
  const { status } = spawnSync('vitest', ['run', '--project', 'unit', ...tests], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
