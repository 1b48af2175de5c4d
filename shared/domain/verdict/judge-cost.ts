/** Tokens as the provider counted them; cost in micro-dollars from the configured prices. */
export interface JudgeUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

/** What a model costs, in US dollars per million tokens (which is micro-dollars per token). */
export interface ModelPrice {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

/** Rounded up to whole micro-dollars, so that many small calls are never counted as nothing. */
export function usageOf(inputTokens: number, outputTokens: number, price: ModelPrice): JudgeUsage {
  const cost = inputTokens * price.inputUsdPerMillion + outputTokens * price.outputUsdPerMillion;
  return { inputTokens, outputTokens, costMicroUsd: Math.ceil(cost) };
}
