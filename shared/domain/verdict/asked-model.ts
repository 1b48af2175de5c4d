import * as z from 'zod';
import { isDeciding } from './weigh-answer.ts';

const asked = { provider: z.enum(['gemini', 'openrouter']), model: z.string() };
const usage = z.object({ inputTokens: z.int(), outputTokens: z.int(), costMicroUsd: z.number() });

/** How asking one model ended, or why it was not asked. */
export const askedModel = z.discriminatedUnion('type', [
  z.object({
    ...asked,
    type: z.literal('answer'),
    verdict: z.enum(['real', 'error', 'uncertain']),
    confidence: z.number(),
    explanation: z.string(),
    promptVersion: z.string(),
    usage,
    /** Answered before, word for word the same question: nothing was spent. */
    cached: z.boolean(),
    /** The stronger model, asked because the first one was not sure. */
    escalated: z.boolean(),
  }),
  z.object({
    ...asked,
    type: z.literal('unavailable'),
    reason: z.enum(['timeout', 'rate-limited', 'provider-error', 'invalid-answer', 'refused']),
    detail: z.string(),
    usage: usage.optional(),
  }),
  z.object({ ...asked, type: z.literal('passed-over'), reason: z.enum(['breaker-open', 'budget-exhausted']) }),
]);
export type AskedModel = Readonly<z.infer<typeof askedModel>>;
export type ModelsWord = Extract<AskedModel, { type: 'answer' }>;

/** The answer that counts: the first that settles the question, else the first one given. */
export function decidingWord(asked: readonly AskedModel[]): ModelsWord | undefined {
  const answers = asked.filter((each) => each.type === 'answer');
  return answers.find(isDeciding) ?? answers[0];
}
