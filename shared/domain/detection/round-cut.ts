/**
 * Cuts by a computed percentage. A shop that computes its sale prices hits the grid of round percentages always, a
 * misread price hits it by chance only; the chance is about 2 ÷ (minor units between two steps of the grid).
 */
interface Grid {
  readonly steps: number;
  /** Lowest price whose digits tell: below it the grid is too dense. */
  readonly fromMinor: number;
  /** Cuts below this share are no sales, whatever the number. */
  readonly lowestShare: number;
}

/** Chance of a hit at most 4 %: enough by itself. */
const telling: Grid = { steps: 20, fromMinor: 1000, lowestShare: 0.045 };
/** Chance at most 20 %: enough where the shop is known to compute its cuts; odd percentages end at 80 % off. */
const helpful: readonly Grid[] = [
  { steps: 20, fromMinor: 200, lowestShare: 0.045 },
  { steps: 100, fromMinor: 1000, lowestShare: 0.2 },
];

function hits(fromMinor: number, toMinor: number, { steps, fromMinor: lowest, lowestShare }: Grid): boolean {
  if (fromMinor < lowest || toMinor < fromMinor * lowestShare || toMinor >= fromMinor) return false;
  const exact = (fromMinor * Math.round((steps * toMinor) / fromMinor)) / steps;
  return toMinor === Math.floor(exact) || toMinor === Math.round(exact);
}

/** A tenth is what a moved decimal point gives as well, unless it is cut off where the point's move would round. */
const isTenth = (fromMinor: number, toMinor: number): boolean => toMinor === Math.round(fromMinor / 10);
const isAboutTenth = (fromMinor: number, toMinor: number): boolean => Math.abs(toMinor - fromMinor / 10) < 1;

/** Whether the base has digits enough for a round cut to tell anything. */
export const isTellingBase = (fromMinor: number): boolean => fromMinor >= telling.fromMinor;

/** Whether `toMinor` is `fromMinor` cut by a multiple of 5 %, and that can hardly be chance. Never for a tenth. */
export const isRoundCut = (fromMinor: number, toMinor: number): boolean =>
  !isAboutTenth(fromMinor, toMinor) && hits(fromMinor, toMinor, telling);

/** The same with finer grids and cheaper products, for a shop that is known to compute its cuts. */
export const isHabitualCut = (fromMinor: number, toMinor: number): boolean =>
  !isTenth(fromMinor, toMinor) && helpful.some((grid) => hits(fromMinor, toMinor, grid));
