import type { AiBudget } from '../../documents/ai-budget.ts';
import type { JudgeUsage } from './judge-cost.ts';

/** Shares of the monthly budget, in percent, that the operator is told of. */
const thresholds = [100, 80, 50] as const;
export type BudgetThreshold = (typeof thresholds)[number];

/** An instance leases so many questions' worth at once, but not more than a hundredth of the month. */
const questionsPerLease = 8;
const largestShare = 0.01;

const unspent: AiBudget = {
  ...{ spentMicroUsd: 0, reservedMicroUsd: 0, calls: 0, inputTokens: 0, outputTokens: 0 },
  ...{ alerted: 0, stopped: false },
};

/** What questions of one instance have come to since it last told. */
export interface Spending extends JudgeUsage {
  readonly calls: number;
}

export const noSpending: Spending = { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };

/** The month's account under the budget that is configured now. */
export function accountOf(stored: AiBudget | undefined, budgetMicroUsd: number): AiBudget {
  if (!stored) return { ...unspent, budgetMicroUsd };
  const isOther = stored.budgetMicroUsd !== undefined && stored.budgetMicroUsd !== budgetMicroUsd;
  return { ...stored, budgetMicroUsd, ...(isOther ? { alerted: 0, stopped: false } : {}) };
}

/**
 * Leases to an instance what it lacks for a question, a block of such questions where there is enough; 0 and `stopped`
 * where the budget does not allow even the one. Everything leased counts as spent until it is settled, so that all instances together stay within.
 */
export function leaseFrom(
  account: AiBudget,
  question: { readonly atMostMicroUsd: number; readonly lackingMicroUsd: number },
  budgetMicroUsd: number,
): { readonly account: AiBudget; readonly leasedMicroUsd: number } {
  const leftMicroUsd = budgetMicroUsd - committed(account);
  const { atMostMicroUsd, lackingMicroUsd } = question;
  if (lackingMicroUsd > leftMicroUsd) return { account: { ...account, stopped: true }, leasedMicroUsd: 0 };
  const blockMicroUsd = Math.min(questionsPerLease * atMostMicroUsd, Math.floor(largestShare * budgetMicroUsd));
  const wantedMicroUsd = Math.max(lackingMicroUsd, blockMicroUsd);
  const leasedMicroUsd = wantedMicroUsd <= leftMicroUsd ? wantedMicroUsd : lackingMicroUsd;
  const reservedMicroUsd = account.reservedMicroUsd + leasedMicroUsd;
  return { account: { ...account, reservedMicroUsd, stopped: false }, leasedMicroUsd };
}

/** Turns so much of what an instance had leased into what it spent; `returnedMicroUsd` was part of the lease, too. */
export function settleIn(
  account: AiBudget,
  { calls, inputTokens, outputTokens, costMicroUsd }: Spending,
  returnedMicroUsd: number,
): AiBudget {
  return {
    ...account,
    spentMicroUsd: account.spentMicroUsd + costMicroUsd,
    reservedMicroUsd: Math.max(0, account.reservedMicroUsd - costMicroUsd - returnedMicroUsd),
    calls: account.calls + calls,
    inputTokens: account.inputTokens + inputTokens,
    outputTokens: account.outputTokens + outputTokens,
  };
}

/** The highest threshold that is passed and that nobody has been told of; null where there is none. */
export function untold(account: AiBudget, budgetMicroUsd: number): BudgetThreshold | null {
  const percent = isStopped(account, budgetMicroUsd) ? 100 : (100 * committed(account)) / budgetMicroUsd;
  const passed = thresholds.find((threshold) => percent >= threshold) ?? 0;
  return passed > account.alerted && passed !== 0 ? passed : null;
}

/** The document of the month of an instant, in UTC: `2026-03`. */
export function budgetMonth(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

/** A month's spending as the operator sees it. `stopped`: no model is asked any more before the month ends. */
export function budgetMeter(month: string, stored: AiBudget | undefined, budgetMicroUsd: number) {
  const account = accountOf(stored, budgetMicroUsd);
  const { spentMicroUsd, reservedMicroUsd, calls, alerted: alertedPercent } = account;
  const percent = budgetMicroUsd > 0 ? Math.round((1_000 * committed(account)) / budgetMicroUsd) / 10 : 100;
  const stopped = isStopped(account, budgetMicroUsd);
  return { month, spentMicroUsd, reservedMicroUsd, budgetMicroUsd, percent, calls, alertedPercent, stopped };
}

const committed = ({ spentMicroUsd, reservedMicroUsd }: AiBudget): number => spentMicroUsd + reservedMicroUsd;

const isStopped = (account: AiBudget, budgetMicroUsd: number): boolean =>
  account.stopped || committed(account) >= budgetMicroUsd;
