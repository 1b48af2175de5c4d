import { parseModelAnswer } from '../domain/verdict/judge-answer.ts';
import type { JudgeUsage } from '../domain/verdict/judge-cost.ts';
import { promptVersion } from '../domain/verdict/prompt-for.ts';
import type { Clock } from '../ports/clock.ts';
import type { JudgeAnswer } from '../ports/price-judge.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

/** One request to a model, and whether asking the same again may end better. */
export interface JudgeAttempt {
  readonly answer: JudgeAnswer;
  readonly isPassing: boolean;
  /** Perhaps it was answered and charged for. */
  readonly isUnanswered?: boolean;
}

/** Requests a question may come to. */
export const requestsAtMost = 1 + retryPolicies.ai.delaysMs.length;

/** PH-4: two more tries for what passes, within the signal's time. */
export async function retryJudge(
  attempt: () => Promise<JudgeAttempt>,
  options: { readonly clock: Clock; readonly signal: AbortSignal; readonly requestMicroUsd: number },
): Promise<JudgeAnswer> {
  let unanswered = 0;
  const counted = async () => {
    const ended = await attempt();
    if (ended.isUnanswered) unanswered += 1;
    return ended;
  };
  const { answer } = await retry(retryPolicies.ai, counted, {
    ...options,
    isPassing: (end) => end.type === 'returned' && end.value.isPassing,
    retryAfterMs: (end) =>
      end.type === 'returned' && end.value.answer.type === 'unavailable' ? end.value.answer.retryAfterMs : undefined,
  });
  return unanswered > 0 ? { ...answer, unansweredMicroUsd: unanswered * options.requestMicroUsd } : answer;
}

/** What a model wrote, checked; text that is no answer is not asked for again: it was paid for, and will hardly differ. */
export function attemptFromText(text: string, model: string, usage: JudgeUsage): JudgeAttempt {
  const parsed = parseModelAnswer(text);
  if (!parsed) return failed('invalid-answer', 'the answer is not of the shape asked for', { usage });
  return { answer: { type: 'answer', ...parsed, model, promptVersion, usage }, isPassing: false };
}

/** A request that failed with an HTTP status: 429 and 5xx pass, everything else does not. */
export function attemptFromStatus(status: number, detail: string, retryAfterMs: number | undefined): JudgeAttempt {
  const pause = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429) return { ...failed('rate-limited', `${status} ${detail}`, pause), isPassing: true };
  return { ...failed('provider-error', `${status} ${detail}`, pause), isPassing: status >= 500 };
}

/** A request without an answer: out of time, or a connection that may work the next time. */
export function attemptWithoutAnswer(signal: AbortSignal): JudgeAttempt {
  if (signal.aborted) return { ...failed('timeout', 'no answer in time'), isUnanswered: true };
  return { ...failed('provider-error', 'the connection failed'), isPassing: true, isUnanswered: true };
}

export function failed(
  reason: Extract<JudgeAnswer, { type: 'unavailable' }>['reason'],
  detail: string,
  more: { readonly retryAfterMs?: number; readonly usage?: JudgeUsage } = {},
): JudgeAttempt {
  return { answer: { type: 'unavailable', reason, detail, ...more }, isPassing: false };
}
