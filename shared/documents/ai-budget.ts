import * as z from 'zod';
import { defineCollection } from './collection.ts';

/** What judging has cost in one month; id = `YYYY-MM`. `alerted` is the highest share already announced. */
export const aiBudgets = defineCollection({
  name: 'ai-budgets',
  database: 'catalogue',
  schema: z.object({
    spentMicroUsd: z.number(),
    calls: z.int(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    alerted: z.union([z.literal(0), z.literal(50), z.literal(80), z.literal(100)]),
  }),
});
