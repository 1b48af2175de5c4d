import type { JudgeUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';
import { isDeciding, judgeBudgetMs } from '../../shared/domain/verdict/weigh-answer.ts';
import type { JudgeAnswer, PriceJudge } from '../../shared/ports/price-judge.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import type { Log } from '../../shared/runtime/log.ts';

type Answer = Extract<JudgeAnswer, { type: 'answer' }>;

/** What one delivery got out of the models. */
export interface Asked {
  readonly answer?: Answer & { readonly provider: PriceJudge['provider'] };
  /** Every model that was asked failed in a way that passes: the message may come again. */
  readonly mayComeAgain: boolean;
  readonly lastError: string | null;
  readonly usage: JudgeUsage;
}

const passing: readonly string[] = ['timeout', 'rate-limited', 'provider-error'];

/** Asks each available model once, in order, until one settles the question; at most 5 seconds each. */
export async function askModels(
  judges: readonly PriceJudge[],
  question: JudgeQuestion,
  deps: { readonly breakers: BreakerGuard; readonly log: Log; readonly signal: AbortSignal },
): Promise<Asked> {
  let usage: JudgeUsage = { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };
  let undecided: Asked['answer'];
  const failures: string[] = [];
  let passes = true;
  for (const judge of judges) {
    const admission = await deps.breakers.admit(judge.provider);
    if (admission.type === 'refused') continue;
    const answer = await judge.judge(question, AbortSignal.any([deps.signal, AbortSignal.timeout(judgeBudgetMs)]));
    if (answer.usage) usage = sumOf(usage, answer.usage);
    await deps.breakers.record(judge.provider, answer.type === 'answer' ? 'success' : 'failure');
    if (answer.type === 'answer') {
      const answered = { ...answer, provider: judge.provider };
      if (isDeciding(answer)) return { answer: answered, mayComeAgain: false, lastError: null, usage };
      undecided ??= answered;
      continue;
    }
    deps.log.warn('a model could not judge', { provider: judge.provider, reason: answer.reason });
    failures.push(`${judge.provider}: ${answer.reason}: ${answer.detail}`);
    passes &&= passing.includes(answer.reason);
  }
  return {
    ...(undecided ? { answer: undecided } : {}),
    mayComeAgain: !undecided && failures.length > 0 && passes,
    lastError: failures.at(-1) ?? null,
    usage,
  };
}

const sumOf = (a: JudgeUsage, b: JudgeUsage): JudgeUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  costMicroUsd: a.costMicroUsd + b.costMicroUsd,
});
