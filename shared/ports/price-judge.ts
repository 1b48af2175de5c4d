import type { JudgeUsage } from '../domain/verdict/judge-cost.ts';
import type { JudgeQuestion, JudgeVerdict } from '../domain/verdict/judge-question.ts';

/** How one question to one model ended. */
export type JudgeAnswer =
  | {
      readonly type: 'answer';
      readonly verdict: JudgeVerdict;
      readonly confidence: number;
      readonly explanation: string;
      readonly model: string;
      readonly promptVersion: string;
      readonly usage: JudgeUsage;
      readonly unansweredMicroUsd?: number;
    }
  | {
      readonly type: 'unavailable';
      readonly reason: 'timeout' | 'rate-limited' | 'provider-error' | 'invalid-answer' | 'refused';
      readonly detail: string;
      readonly retryAfterMs?: number;
      /** Where the provider charged for it all the same. */
      readonly usage?: JudgeUsage;
      /** What requests may have cost, tries before the last included, of which nobody knows whether they were charged. */
      readonly unansweredMicroUsd?: number;
    };

/** One model provider. Answers within the signal's time; never throws for what a provider can do. */
export interface PriceJudge {
  readonly provider: 'gemini' | 'openrouter';
  readonly model: string;
  /** What judging can cost at most, every retry included. */
  costAtMostMicroUsd(question: JudgeQuestion): number;
  judge(question: JudgeQuestion, signal: AbortSignal): Promise<JudgeAnswer>;
}
