import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { temporaryFolder } from '../support/temporary-folder.ts';

const bench = resolve('../shared/bench');
const series = join(bench, 'detection/dev.jsonl');

const score = z.object({ p: z.number(), r: z.number(), f1: z.number() });
const alarms = z.object({
  injected: score,
  real: score,
  false_per_1000_untouched: z.number(),
  false_volatile: z.string(),
  deep_sale_flagged: z.number(),
});
const figures = z.object({ suspected: alarms, confirmed: alarms, deals: score });

/** The figures of bench:detect on the measuring data, as the scorer prints them. */
function measured(folder: string): z.infer<typeof figures> {
  if (!existsSync(series)) throw new Error(`the measuring data is missing: ${series}`);
  const [input, output] = [join(folder, 'in.jsonl'), join(folder, 'out.jsonl')];
  const scorer = join(bench, 'score.py');
  execFileSync('python3', [scorer, 'strip', 'detect', series, input]);
  execFileSync(process.execPath, ['infra/bench/detect.ts', '--in', input, '--out', output]);
  const printed = execFileSync('python3', [scorer, 'detect', series, output], { encoding: 'utf8' });
  return figures.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
}

describe('the detector on real price series', () => {
  let result: z.infer<typeof figures>;
  beforeAll(() => {
    const folder = temporaryFolder();
    try {
      result = measured(folder.path);
    } finally {
      folder.remove();
    }
  });

  it('suspects errors at first sight', () => {
    expect(result.suspected.injected.f1).toBeGreaterThanOrEqual(0.95);
    expect(result.suspected.real.f1).toBeGreaterThanOrEqual(0.92);
  });

  it('hardly ever alarms for nothing', () => {
    expect(result.suspected.false_per_1000_untouched).toBeLessThanOrEqual(0.1);
    expect(Number(result.suspected.false_volatile.split('/')[0])).toBeLessThanOrEqual(1);
    expect(result.suspected.deep_sale_flagged).toBeLessThanOrEqual(0.2);
  });

  it('confirms errors within three observations, and no sale', () => {
    expect(result.confirmed.injected.p).toBeGreaterThanOrEqual(0.995);
    expect(result.confirmed.injected.r).toBeGreaterThanOrEqual(0.85);
    expect(result.confirmed.deep_sale_flagged).toBe(0);
  });

  it('finds the deals', () => {
    expect(result.deals.f1).toBeGreaterThanOrEqual(0.97);
  });
});
