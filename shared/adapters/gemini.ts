import {
  type GenerateContentResult,
  type GenerationConfig,
  GoogleGenerativeAI,
  GoogleGenerativeAIFetchError,
  GoogleGenerativeAIResponseError,
  type ResponseSchema,
} from '@google/generative-ai';
import { modelAnswerJsonSchema } from '../domain/verdict/judge-answer.ts';
import { costAtMostMicroUsd, type ModelPrice, usageOf } from '../domain/verdict/judge-cost.ts';
import type { JudgeQuestion } from '../domain/verdict/judge-question.ts';
import { promptFor } from '../domain/verdict/prompt-for.ts';
import type { Clock } from '../ports/clock.ts';
import type { PriceJudge } from '../ports/price-judge.ts';
import {
  attemptFromStatus,
  attemptFromText,
  attemptWithoutAnswer,
  failed,
  type JudgeAttempt,
  requestsAtMost,
  retryJudge,
} from './judge-attempt.ts';

interface GeminiOptions {
  readonly apiKey: string;
  readonly model: string;
  readonly price: ModelPrice;
  /** Default https://generativelanguage.googleapis.com */
  readonly baseUrl?: string;
  /** Tokens the model may think with, billed as output; 0 keeps a thinking model within the 5 s of a judgement. */
  readonly thinkingTokens?: number;
  readonly clock: Clock;
}

const longestAnswerTokens = 1_024;

/** Gemini's judgement by one plain `generateContent` with a response schema. */
export function createGeminiJudge(options: GeminiOptions): PriceJudge {
  const { clock, model } = options;
  const client = new GoogleGenerativeAI(options.apiKey);
  const generationConfig: GenerationConfig & { thinkingConfig?: { thinkingBudget: number } } = {
    temperature: 0,
    maxOutputTokens: longestAnswerTokens,
    responseMimeType: 'application/json',
    responseSchema,
    ...(options.thinkingTokens === undefined ? {} : { thinkingConfig: { thinkingBudget: options.thinkingTokens } }),
  };

  const attempt = async (system: string, user: string, signal: AbortSignal): Promise<JudgeAttempt> => {
    // The library listens for an abort but does not look whether it has already happened.
    if (signal.aborted) return attemptWithoutAnswer(signal);
    try {
      const result = await client
        .getGenerativeModel(
          { model, systemInstruction: system, generationConfig },
          options.baseUrl ? { baseUrl: options.baseUrl } : {},
        )
        .generateContent({ contents: [{ role: 'user', parts: [{ text: user }] }] }, { signal });
      return attemptFromResult(result, model, options.price);
    } catch (error) {
      if (error instanceof GoogleGenerativeAIFetchError && error.status !== undefined && !signal.aborted)
        return attemptFromStatus(error.status, error.statusText ?? '', retryDelayMs(error));
      return attemptWithoutAnswer(signal);
    }
  };

  const requestMicroUsd = (question: JudgeQuestion): number => {
    const { system, user } = promptFor(question);
    const outputTokens = longestAnswerTokens + (options.thinkingTokens ?? 0);
    return costAtMostMicroUsd([system, user, JSON.stringify(responseSchema)], outputTokens, options.price);
  };

  return {
    provider: 'gemini',
    model,
    costAtMostMicroUsd: (question) => requestsAtMost * requestMicroUsd(question),
    judge(question, signal) {
      const { system, user } = promptFor(question);
      const given = { clock, signal, requestMicroUsd: requestMicroUsd(question) };
      return retryJudge(() => attempt(system, user, signal), given);
    },
  };
}

// The library types a schema by an enum of its own; its values are these very words.
const responseSchema = modelAnswerJsonSchema as unknown as ResponseSchema;

function attemptFromResult({ response }: GenerateContentResult, model: string, price: ModelPrice): JudgeAttempt {
  // Thinking is billed as output; the library's types are older than the field.
  const counts: { promptTokenCount?: number; candidatesTokenCount?: number; thoughtsTokenCount?: number } =
    response.usageMetadata ?? {};
  const outputTokens = (counts.candidatesTokenCount ?? 0) + (counts.thoughtsTokenCount ?? 0);
  const usage = usageOf(counts.promptTokenCount ?? 0, outputTokens, price);
  try {
    return attemptFromText(response.text(), model, usage);
  } catch (error) {
    if (!(error instanceof GoogleGenerativeAIResponseError)) throw error;
    return failed('refused', 'the provider blocked the question or the answer', { usage });
  }
}

/** Google's errors carry the pause as a RetryInfo detail (google.rpc.RetryInfo), e.g. `37s`. */
function retryDelayMs(error: GoogleGenerativeAIFetchError): number | undefined {
  for (const detail of error.errorDetails ?? []) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(String(detail.retryDelay ?? ''))?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1_000);
  }
  return undefined;
}
