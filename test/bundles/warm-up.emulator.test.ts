import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('the image’s build', () => {
  it.each(['plan-scrapes', 'api'])('leaves the compiled form of %s, which its start takes', async (name) => {
    const folder = join(import.meta.dirname, '../../dist', name);
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [command, ...args] = String(scripts['gcp-build']).split(' ');
    expect(command).toBe('node');
    await run(process.execPath, args, { cwd: folder });
    expect(statSync(join(folder, 'main.cjs.compiled')).size).toBeGreaterThan(1_000_000);

    const env = { ...process.env, GOOGLE_CLOUD_PROJECT: 'warm-up' };
    const isTaken = "process.stdout.write(String(!require('./index.cjs')[Symbol.for('script')].cachedDataRejected))";
    const { stdout } = await run(process.execPath, ['-e', `${isTaken};process.exit()`], { cwd: folder, env });
    expect(stdout).toBe('true');
  });
});
