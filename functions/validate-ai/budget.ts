import { aiBudgets } from '../../shared/documents/ai-budget.ts';
import { type BudgetThreshold, budgetMonth, decideBudget } from '../../shared/domain/verdict/judge-budget.ts';
import type { JudgeUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';

/** Whether this month's budget still allows a model to be asked. */
export async function mayAskModels(catalogue: Documents, budgetMicroUsd: number, nowMs: number): Promise<boolean> {
  const spent = (await aiBudgets.get(catalogue, budgetMonth(nowMs)))?.value.spentMicroUsd ?? 0;
  return decideBudget(spent, budgetMicroUsd, 100).type === 'within';
}

/** Adds what was used to the month's account; gives the threshold the operator is to be told of, if one was passed. */
export async function spend(
  read: DocumentReader,
  usage: JudgeUsage,
  budgetMicroUsd: number,
  nowMs: number,
): Promise<{ readonly writes: readonly Write[]; readonly announce: BudgetThreshold | null }> {
  if (usage.inputTokens + usage.outputTokens === 0) return { writes: [], announce: null };
  const month = budgetMonth(nowMs);
  const before = (await aiBudgets.get(read, month))?.value;
  const spentMicroUsd = (before?.spentMicroUsd ?? 0) + usage.costMicroUsd;
  const { announce } = decideBudget(spentMicroUsd, budgetMicroUsd, before?.alerted ?? 0);
  const after = {
    spentMicroUsd,
    calls: (before?.calls ?? 0) + 1,
    inputTokens: (before?.inputTokens ?? 0) + usage.inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + usage.outputTokens,
    alerted: announce ?? before?.alerted ?? 0,
  };
  return { writes: [aiBudgets.set(month, after)], announce };
}
