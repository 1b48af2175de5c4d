import type { AnomalyKind, Baseline } from '../domain/detection/verdict.ts';
import type { Money } from '../domain/money/money.ts';

/** What a model is asked. Every text from a page is hostile: adapters pass it as delimited, length-capped data. */
export interface JudgeQuestion {
  readonly title: string;
  readonly retailer: string;
  readonly price: Money;
  readonly listPrice?: Money;
  readonly kind: AnomalyKind;
  readonly baseline: Baseline | null;
  readonly reasons: readonly string[];
}

/** Tokens as the provider counted them; cost in micro-dollars from the configured prices. */
export interface JudgeUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

export type JudgeAnswer =
  | {
      readonly type: 'answer';
      readonly verdict: 'real' | 'error' | 'uncertain';
      readonly confidence: number;
      readonly explanation: string;
      readonly model: string;
      readonly promptVersion: string;
      readonly usage: JudgeUsage;
    }
  | {
      readonly type: 'unavailable';
      readonly reason: 'timeout' | 'rate-limited' | 'provider-error' | 'invalid-answer' | 'refused';
      readonly detail: string;
      readonly retryAfterMs?: number;
      /** Where the provider charged for it all the same. */
      readonly usage?: JudgeUsage;
    };

/** One model provider. Answers within the signal's time; never throws for what a provider can do. */
export interface PriceJudge {
  readonly provider: 'gemini' | 'openrouter';
  judge(question: JudgeQuestion, signal: AbortSignal): Promise<JudgeAnswer>;
}
