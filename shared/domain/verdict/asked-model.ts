import * as z from 'zod';
import type { JudgeUsage } from './judge-cost.ts';
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

/** Failures after which the same question may find an answer later. */
const passing: readonly string[] = ['timeout', 'rate-limited', 'provider-error'];

export const isPassingFailure = ({ reason }: Extract<AskedModel, { type: 'unavailable' }>): boolean =>
  passing.includes(reason);

/** The last failure in words; null where every model asked has answered. */
export function lastFailure(asked: readonly AskedModel[]): string | null {
  const failure = asked.findLast((each) => each.type === 'unavailable');
  return failure ? `${failure.provider}: ${failure.reason}: ${failure.detail}` : null;
}

/** What asking cost in all. */
export function usageOfAll(asked: readonly AskedModel[]): JudgeUsage {
  const used = asked.flatMap((each) => (each.type !== 'passed-over' && each.usage ? [each.usage] : []));
  return used.reduce(
    (sum, each) => ({
      inputTokens: sum.inputTokens + each.inputTokens,
      outputTokens: sum.outputTokens + each.outputTokens,
      costMicroUsd: sum.costMicroUsd + each.costMicroUsd,
    }),
    { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  );
}

/** The answer that counts: the first that settles the question, else the first one given. */
export function decidingWord(asked: readonly AskedModel[]): ModelsWord | undefined {
  const answers = asked.filter((each) => each.type === 'answer');
  return answers.find(isDeciding) ?? answers[0];
}
