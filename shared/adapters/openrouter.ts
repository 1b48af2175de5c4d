import * as z from 'zod';
import { retryAfterMs } from '../domain/fetching/retry-after.ts';
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

interface OpenRouterOptions {
  readonly apiKey: string;
  /** e.g. `deepseek/deepseek-chat` */
  readonly model: string;
  readonly price: ModelPrice;
  /** Default https://openrouter.ai/api/v1; any OpenAI-compatible endpoint. */
  readonly baseUrl?: string;
  readonly clock: Clock;
}

const completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** OpenRouter reports a model's failure with status 200 and an error in the body. */
const failure = z.object({ error: z.object({ code: z.union([z.int(), z.string()]).optional() }) });

const longestAnswerTokens = 1_024;

/** A judgement by a model behind OpenRouter's chat completions (the OpenAI wire format) with a JSON schema. */
export function createOpenRouterJudge(options: OpenRouterOptions): PriceJudge {
  const { clock, model } = options;
  const url = `${options.baseUrl ?? 'https://openrouter.ai/api/v1'}/chat/completions`;

  const attempt = async (body: string, signal: AbortSignal): Promise<JudgeAttempt> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
        body,
        signal,
      });
      const text = await response.text();
      const pauseMs = retryAfterMs(response.headers.get('retry-after') ?? undefined, clock.nowMs());
      return response.ok
        ? attemptFromCompletion(text, model, options.price)
        : attemptFromStatus(response.status, response.statusText, pauseMs);
    } catch {
      return attemptWithoutAnswer(signal);
    }
  };

  const requestMicroUsd = (body: string): number => costAtMostMicroUsd([body], longestAnswerTokens, options.price);
  const bodyFor = (question: JudgeQuestion): string => {
    const { system, user } = promptFor(question);
    return JSON.stringify({
      model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      temperature: 0,
      max_tokens: longestAnswerTokens,
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'judgement',
          strict: true,
          schema: { ...modelAnswerJsonSchema, additionalProperties: false },
        },
      },
      // Only upstream providers that keep to the schema.
      provider: { require_parameters: true },
    });
  };

  return {
    provider: 'openrouter',
    model,
    costAtMostMicroUsd: (question) => requestsAtMost * requestMicroUsd(bodyFor(question)),
    judge(question, signal) {
      const body = bodyFor(question);
      const given = { clock, signal, requestMicroUsd: requestMicroUsd(body) };
      return retryJudge(() => attempt(body, signal), given);
    },
  };
}
function attemptFromCompletion(text: string, model: string, price: ModelPrice): JudgeAttempt {
  const body = jsonOrUndefined(text);
  const error = failure.safeParse(body);
  if (error.success) return attemptFromStatus(Number(error.data.error.code ?? 500) || 500, 'from the model', undefined);
  const { data } = completion.safeParse(body);
  const [choice] = data?.choices ?? [];
  if (!data || !choice) return failed('invalid-answer', 'not a chat completion');
  const usage = usageOf(data.usage?.prompt_tokens ?? 0, data.usage?.completion_tokens ?? 0, price);
  if (choice.message.refusal || choice.finish_reason === 'content_filter')
    return failed('refused', 'the model refused', { usage });
  return attemptFromText(choice.message.content ?? '', model, usage);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
