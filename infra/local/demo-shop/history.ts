import type { PricePoint } from '../../../shared/domain/detection/verdict.ts';
import type { DemoProduct } from './catalogue.ts';
import { hashOf, seededRandom } from './seeded-random.ts';
import { tidyPrice } from './shop-prices.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** The last days before the start are quiet, so that what the script does next stands out as it would for a real shop. */
const QUIET_DAYS = 5;

interface Level {
  readonly fromDay: number;
  readonly factor: number;
}

interface Sale {
  readonly fromDay: number;
  readonly toDay: number;
  readonly factor: number;
}

/** A year of one product in days since its beginning: the regular price's levels, and the sales on top of them. */
interface Plan {
  readonly levels: readonly Level[];
  readonly sales: readonly Sale[];
}

type Chance = (low: number, high: number) => number;

const planOf: Record<DemoProduct['pattern'], (chance: Chance) => Plan> = {
  constant: (chance) => ({
    levels: chance(0, 1) < 0.4 ? [{ fromDay: 0, factor: chance(0.94, 0.99) }, endOf(chance(60, 260))] : [endOf(0)],
    sales: [],
  }),
  'weekly-sale': (chance) => ({
    levels: [{ fromDay: 0, factor: chance(0.96, 1) }, endOf(chance(120, 240))],
    sales: every(chance, { firstDay: 6, gapDays: [14, 24], lengthDays: [2, 4], factor: [0.88, 0.92] }),
  }),
  inflation: (chance) => {
    const steps = 5;
    const rise = chance(1.015, 1.035);
    return {
      levels: Array.from({ length: steps }, (_, step) => ({
        fromDay: step === 0 ? 0 : (YEAR_DAYS / steps) * step + chance(-20, 20),
        factor: rise ** (step - steps + 1),
      })),
      sales: [],
    };
  },
  promotions: (chance) => ({
    levels: [{ fromDay: 0, factor: chance(0.95, 1.02) }, endOf(chance(90, 250))],
    sales: [
      ...every(chance, { firstDay: 20, gapDays: [45, 80], lengthDays: [5, 10], factor: [0.82, 0.92] }),
      ...once(chance(180, 280), 6, chance(0.75, 0.79)),
    ],
  }),
  volatile: (chance) => ({
    levels: [endOf(0)],
    sales: every(chance, { firstDay: 1, gapDays: [3, 8], lengthDays: [2, 7], factor: [0.93, 1.06] }),
  }),
};

/**
 * What the product has cost over the year before `startMs`: the first price, then every change, oldest first, ending at
 * its regular price. The same seed gives the same year.
 */
export function priceHistory(product: DemoProduct, seed: number, startMs: number): readonly PricePoint[] {
  const random = seededRandom(hashOf('history', seed, product.id));
  const plan = planOf[product.pattern]((low, high) => low + (high - low) * random());
  const days = [0, ...plan.levels.map((level) => level.fromDay), ...plan.sales.flatMap((s) => [s.fromDay, s.toDay])]
    .filter((day) => day <= YEAR_DAYS - QUIET_DAYS)
    .sort((a, b) => a - b);
  const points: PricePoint[] = [];
  for (const day of days) {
    const minor = minorOn(day, plan, product);
    if (points.at(-1)?.minor !== minor) {
      points.push({ atMs: Math.round(startMs - (YEAR_DAYS - day) * DAY_MS), minor });
    }
  }
  return points;
}

function minorOn(day: number, plan: Plan, product: DemoProduct): number {
  const level = plan.levels.findLast((candidate) => candidate.fromDay <= day)?.factor ?? 1;
  const sale = plan.sales.find((candidate) => candidate.fromDay <= day && day < candidate.toDay)?.factor ?? 1;
  const factor = level * sale;
  return factor === 1
    ? product.priceMinor
    : tidyPrice(product.priceMinor * factor, product.priceMinor, product.currency);
}

function endOf(fromDay: number): Level {
  return { fromDay, factor: 1 };
}

function once(fromDay: number, lengthDays: number, factor: number): readonly Sale[] {
  return fromDay + lengthDays <= YEAR_DAYS - QUIET_DAYS ? [{ fromDay, toDay: fromDay + lengthDays, factor }] : [];
}

function every(
  chance: Chance,
  rhythm: {
    readonly firstDay: number;
    readonly gapDays: readonly [number, number];
    readonly lengthDays: readonly [number, number];
    readonly factor: readonly [number, number];
  },
): readonly Sale[] {
  const sales: Sale[] = [];
  for (let day = rhythm.firstDay; day < YEAR_DAYS; day += chance(...rhythm.gapDays)) {
    sales.push(...once(day, chance(...rhythm.lengthDays), chance(...rhythm.factor)));
  }
  return sales;
}
