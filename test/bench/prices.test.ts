import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const command = join(import.meta.dirname, '../../infra/bench/prices.ts');

function run(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
}

describe('bench:prices', () => {
  it('writes one line of JSON for each price text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'prices-'));
    const [input, output] = [join(folder, 'in.json'), join(folder, 'out.jsonl')];
    const texts = [
      { id: 'a', text: '1.299,95 €' },
      { id: 'b', text: '12.50', currencyHint: '$', locale: 'en-CA', decimalSeparatorHint: '.' },
      { id: 'c', text: null, currencyHint: null },
    ];
    writeFileSync(input, JSON.stringify(texts));
    expect(run('--in', input, '--out', output)).toMatchObject({ status: 0, stderr: '' });
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { id: 'a', amount: 1299.95, currency: 'EUR' },
      { id: 'b', amount: 12.5, currency: 'CAD' },
      { id: 'c', amount: null, currency: null },
    ]);
  });

  it.each([
    [['--out', 'x'], /^--in is missing/],
    [['--in', 'no-such-file.json', '--out', 'x'], /^--in no-such-file\.json: no such file/],
    [['--input', 'x'], /^Unknown option '--input'/],
  ])('answers a wrong call (%j) with one line and exit code 2', (args, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
