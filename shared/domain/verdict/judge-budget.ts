/** Shares of the monthly budget, in percent, that the operator is told of. */
const thresholds = [100, 80, 50] as const;
export type BudgetThreshold = (typeof thresholds)[number];

/** `exhausted`: rules alone decide until the month ends. `announce` is the threshold to tell of now, or null. */
interface BudgetDecision {
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

/** A month's spending as the operator sees it. `stopped`: no model is asked any more before the month ends. */
export function budgetMeter(
  month: string,
  spent: { readonly spentMicroUsd: number; readonly calls: number; readonly alerted: number } | undefined,
  budgetMicroUsd: number,
) {
  const spentMicroUsd = spent?.spentMicroUsd ?? 0;
  return {
    month,
    spentMicroUsd,
    budgetMicroUsd,
    percent: budgetMicroUsd > 0 ? Math.round((1_000 * spentMicroUsd) / budgetMicroUsd) / 10 : 100,
    calls: spent?.calls ?? 0,
    alertedPercent: spent?.alerted ?? 0,
    stopped: decideBudget(spentMicroUsd, budgetMicroUsd, 100).type === 'exhausted',
  };
}
