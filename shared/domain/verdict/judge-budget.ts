/** Shares of the monthly budget, in percent, that the operator is told of. */
const thresholds = [100, 80, 50] as const;
export type BudgetThreshold = (typeof thresholds)[number];

/** `exhausted`: rules alone decide until the month ends. `announce` is the threshold to tell of now, or null. */
export interface BudgetDecision {
  readonly type: 'within' | 'exhausted';
  readonly announce: BudgetThreshold | null;
}

/**
 * Where this month's spending stands. `announced` is the highest threshold told of before; when several are passed at
 * once only the highest is told.
 */
export function decideBudget(
  spentMicroUsd: number,
  budgetMicroUsd: number,
  announced: 0 | BudgetThreshold,
): BudgetDecision {
  const passed = thresholds.find((threshold) => spentMicroUsd * 100 >= budgetMicroUsd * threshold) ?? 0;
  return {
    type: spentMicroUsd >= budgetMicroUsd ? 'exhausted' : 'within',
    announce: passed > announced && passed !== 0 ? passed : null,
  };
}

/** The document of the month of an instant, in UTC: `2026-03`. */
export function budgetMonth(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}
