import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('the image’s build', () => {
  it.each(['plan-scrapes', 'api'])('fills the compile cache of %s', async (name) => {
    const folder = join(import.meta.dirname, '../../dist', name);
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const [command, ...args] = String(scripts['gcp-build']).split(' ');
    expect(command).toBe('node');
    // The tests' own cache is not the image's.
    const { NODE_COMPILE_CACHE, ...env } = process.env;
    await run(process.execPath, args, { cwd: folder, env });
    expect(readdirSync(join(folder, 'compile-cache'), { recursive: true }).length).toBeGreaterThan(1);
  });
});
