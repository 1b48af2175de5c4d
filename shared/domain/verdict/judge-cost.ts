/** Tokens as the provider counted them; cost in micro-dollars from the configured prices. */
export interface JudgeUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: number;
}

export const noUsage: JudgeUsage = { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };

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

/**
 * The most one request can cost: no tokeniser makes more tokens than a text has bytes, and the provider lets the model
 * write no more than it was told.
 */
export function costAtMostMicroUsd(texts: readonly string[], outputTokens: number, price: ModelPrice): number {
  const encoder = new TextEncoder();
  const inputTokens = texts.reduce((sum, text) => sum + encoder.encode(text).length, framingTokens);
  return usageOf(inputTokens, outputTokens, price).costMicroUsd;
}

/** What a provider puts around the texts: roles, separators. */
const framingTokens = 64;
