import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { toMoney } from '../../shared/domain/money/to-money.ts';

const line = z.object({
  id: z.string(),
  store: z.string(),
  currency: z.string(),
  points: z.array(z.tuple([z.string(), z.number()])),
});

/** One offer's series as the file has it, prices in minor units. */
interface Series {
  readonly id: string;
  readonly store: string;
  readonly currency: string;
}

/** One observation on its way through time; `index` is its place in its series. */
export interface Step {
  readonly series: Series;
  readonly index: number;
  readonly atMs: number;
  readonly minor: number;
}

/** The series of a JSON-lines file `{id, store, currency, points: [[date, price], …]}`. */
export function readSeries(file: string): z.infer<typeof line>[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((text) => line.parse(JSON.parse(text)));
}

/**
 * Every observation of every series in the order in which the world saw them: by date, within a date in file order.
 * A shop's products are thus seen side by side, and nothing is known of a shop before its day.
 */
export function inOrderOfTime(all: readonly z.infer<typeof line>[]): Step[] {
  const steps = all.flatMap((series) =>
    series.points.map(([date, price], index) => ({
      series,
      index,
      atMs: Date.parse(date),
      minor: toMoney(price, series.currency).minor,
    })),
  );
  return steps.sort((a, b) => a.atMs - b.atMs);
}
