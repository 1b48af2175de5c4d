import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** What judging has cost in one month; id = `YYYY-MM`. Changed by the rules of judge-budget.ts. */
const aiBudgetSchema = z.object({
  /** Settled. */
  spentMicroUsd: z.number(),
  /** Leased to instances and not settled yet: perhaps spent. What an instance held that was killed stays here. */
  reservedMicroUsd: z.number().default(0),
  calls: z.int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** The highest share of `budgetMicroUsd` that the operator has been told of. */
  alerted: z.union([z.literal(0), z.literal(50), z.literal(80), z.literal(100)]),
  /** The budget as it was configured when the account was last written; another one begins its alerts anew. */
  budgetMicroUsd: z.number().optional(),
  /** The rest did not suffice for a question. */
  stopped: z.boolean().default(false),
});
export type AiBudget = Readonly<z.infer<typeof aiBudgetSchema>>;

export const aiBudgets = defineCollection({ name: 'ai-budgets', database: 'catalogue', schema: aiBudgetSchema });
