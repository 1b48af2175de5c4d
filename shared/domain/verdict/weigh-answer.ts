import type { ModelAnswer } from './judge-answer.ts';
import type { RuleJudgement } from './judge-by-rules.ts';
import type { JudgeVerdict } from './judge-question.ts';

/** One judgement takes at most this long, a provider's retries included (PH-8). */
export const judgeBudgetMs = 5_000;

const decidingConfidence = 0.6;

/** Whether an answer settles anything; one that does not may be asked of a stronger model, once. */
export function isDeciding(answer: ModelAnswer): boolean {
  return answer.verdict !== 'uncertain' && answer.confidence >= decidingConfidence;
}

export interface WeighedVerdict {
  readonly verdict: JudgeVerdict;
  readonly confidence: number;
  readonly explanation: string;
  readonly by: 'rules' | 'model';
}

/**
 * What rules and model say together. Where the numbers are decisive they alone count, and a model cannot announce what
 * they speak against: the page may have talked it into anything.
 */
export function weighAnswer(rules: RuleJudgement, answer: ModelAnswer | undefined): WeighedVerdict {
  const { verdict, confidence, explanation } = rules;
  if (rules.decisive || !answer || !isDeciding(answer)) return { verdict, confidence, explanation, by: 'rules' };
  if (answer.verdict === 'real' && verdict === 'error')
    return { verdict: 'uncertain', confidence, explanation, by: 'rules' };
  return { ...answer, by: 'model' };
}
