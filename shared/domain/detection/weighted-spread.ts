/** A price in whole minor units, and how long it stood. */
export interface Stood {
  readonly minor: number;
  readonly ms: number;
}

interface Spread {
  readonly medianMinor: number;
  readonly madLog: number;
}

/** More entries than a detector's state can hold. */
const maxEntries = 64;

/**
 * By price, ascending. Price and place go into one number because typed arrays of numbers are sorted several times
 * faster than objects with a comparison, and this is most of what an observation costs.
 */
function byPrice(stood: readonly Stood[]): Stood[] {
  const keys = Float64Array.from(stood, ({ minor }, index) => minor * maxEntries + index).sort();
  const sorted: Stood[] = [];
  for (const key of keys) {
    const entry = stood[key % maxEntries];
    if (entry !== undefined) sorted.push(entry);
  }
  return sorted;
}

/**
 * Median of the prices and median absolute deviation of their logarithms, both weighted by time: half of the time the
 * price was not above the median. Where the half falls exactly between two prices, the median is their mean.
 * At most 64 entries.
 */
export function weightedSpread(stood: readonly Stood[]): Spread {
  const [first] = stood;
  if (first === undefined) return { medianMinor: Number.NaN, madLog: Number.NaN };
  if (stood.length === 1) return { medianMinor: first.minor, madLog: 0 };
  const sorted = byPrice(stood);
  let halfMs = 0;
  for (const { ms } of sorted) halfMs += ms / 2;

  let middle = 0;
  let passedMs = 0;
  for (const { ms } of sorted) {
    passedMs += ms;
    if (passedMs >= halfMs) break;
    middle += 1;
  }
  const lower = sorted[middle]?.minor ?? first.minor;
  const upper = passedMs === halfMs ? (sorted[middle + 1]?.minor ?? lower) : lower;
  const medianMinor = (lower + upper) / 2;
  return { medianMinor, madLog: deviation(sorted, middle, medianMinor, halfMs) };
}

/** Half of the time ln price was within this of the median's. Walks outwards: no second sort, one logarithm. */
function deviation(sorted: readonly Stood[], middle: number, medianMinor: number, halfMs: number): number {
  let below = middle;
  let above = middle + 1;
  let widest = 1;
  let coveredMs = 0;
  while (coveredMs < halfMs) {
    const down = sorted[below];
    const up = sorted[above];
    const downRatio = down === undefined ? Number.POSITIVE_INFINITY : medianMinor / down.minor;
    const upRatio = up === undefined ? Number.POSITIVE_INFINITY : up.minor / medianMinor;
    widest = Math.min(downRatio, upRatio);
    if (downRatio <= upRatio) {
      coveredMs += down?.ms ?? halfMs;
      below -= 1;
    } else {
      coveredMs += up?.ms ?? halfMs;
      above += 1;
    }
  }
  return Math.log(widest);
}
