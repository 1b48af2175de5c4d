import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { family } from './process-facts.ts';

// What `npm start` costs once everything is installed: from the command to the banner, and the memory of the server
// with the demo running. Linux only (/proc). `npm run bench:start -- [rounds, default 5]`. CPU is of all processes of
// the command together, npm's own included: it tells more than the seconds while other programs keep the machine busy.

const rounds = Number(process.argv[2] ?? 5);
const root = fileURLToPath(new URL('../../', import.meta.url));
const demoRunsMs = 20_000;

interface Started {
  readonly readyMs: number;
  readonly cpuMs: number;
}

async function start(
  command: readonly [string, ...string[]],
  data: string,
): Promise<Started & { child: ChildProcess }> {
  const [program, ...given] = command;
  const startMs = performance.now();
  const child = spawn(program, [...given, '--port', '0', '--demo-port', '0', '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  while (!printed.includes('PriceHawk runs at')) {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended: ${printed}`);
    await once(child.stdout, 'data');
  }
  const readyMs = performance.now() - startMs;
  return { child, readyMs, cpuMs: family(child.pid ?? 0).reduce((sum, { cpuMs }) => sum + cpuMs, 0) };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  for (const { pid, command } of family(child.pid ?? 0))
    if (command.includes('infra/local/main')) process.kill(pid, 'SIGINT');
  await ended;
}

const npmStart = ['npm', 'start', '--'] as const;
const measured = new Map<string, Started[]>();
const note = (name: string, { readyMs, cpuMs }: Started) =>
  measured.set(name, [...(measured.get(name) ?? []), { readyMs, cpuMs }]);
let residentMb = 0;

for (let round = 0; round <= rounds; round++) {
  const data = mkdtempSync(join(tmpdir(), 'pricehawk-bench-'));
  const first = await start(npmStart, data);
  if (round === rounds) {
    await setTimeout(demoRunsMs);
    residentMb = Math.max(
      ...family(first.child.pid ?? 0).map((each) => (each.command.includes('infra/local/main') ? each.residentMb : 0)),
    );
  }
  await stop(first.child);
  const again = await start(npmStart, data);
  await stop(again.child);
  rmSync(data, { recursive: true });
  // The first round fills the caches of the disk and of compiled code.
  if (round === 0) continue;
  note('npm start, empty data folder', first);
  note('npm start, again', again);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const row = (...cells: readonly string[]) =>
  console.log(`| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(9))).join(' | ')} |`);
row('until ready', 'goal s', 'median s', 'best s', 'CPU s');
row('-'.repeat(34), ...Array(4).fill('-'.repeat(9)));
for (const [name, all] of measured) {
  const seconds = all.map(({ readyMs }) => readyMs / 1_000);
  const cpu = median(all.map(({ cpuMs }) => cpuMs / 1_000));
  row(name, '1.5', median(seconds).toFixed(2), Math.min(...seconds).toFixed(2), cpu.toFixed(2));
}
console.log(`resident after ${demoRunsMs / 1_000} s of the demo: ${residentMb.toFixed(0)} MB (goal 250)`);
