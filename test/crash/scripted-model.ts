import type { JudgeAnswer, PriceJudge } from '../../shared/ports/price-judge.ts';

/** A model that says what the scenario has it say. */
export class ScriptedModel implements PriceJudge {
  readonly provider: PriceJudge['provider'];
  readonly model = 'scripted';
  says: 'real' | 'error' | 'nothing' = 'nothing';

  constructor(provider: PriceJudge['provider']) {
    this.provider = provider;
  }

  costAtMostMicroUsd = (): number => 1_000;

  async judge(): Promise<JudgeAnswer> {
    if (this.says === 'nothing') return { type: 'unavailable', reason: 'provider-error', detail: 'HTTP 503' };
    const usage = { inputTokens: 400, outputTokens: 60, costMicroUsd: 270 };
    const explanation = `The model says ${this.says}.`;
    return {
      type: 'answer',
      verdict: this.says,
      confidence: 0.9,
      explanation,
      model: 'test',
      promptVersion: '1',
      usage,
    };
  }
}
