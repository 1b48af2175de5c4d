import { type AskedModel, isPassingFailure } from '../../shared/domain/verdict/asked-model.ts';
import { type JudgeUsage, noUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';
import { isDeciding, judgeBudgetMs } from '../../shared/domain/verdict/weigh-answer.ts';
import type { JudgeAnswer, PriceJudge } from '../../shared/ports/price-judge.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { AnswerBook } from './answer-book.ts';
import type { Purse } from './purse.ts';

export interface Models {
  /** Asked in this order until one settles the question. */
  readonly chain: readonly PriceJudge[];
  /** Asked once where the first answer settles nothing. */
  readonly strong?: PriceJudge;
}

interface Asking {
  readonly breakers: BreakerGuard;
  readonly book: AnswerBook;
  readonly purse: Purse;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Asks each available model once, in order, until one settles the question; at most 5 seconds each. */
export async function askModels(
  { chain, strong }: Models,
  question: JudgeQuestion,
  asking: Asking,
): Promise<readonly AskedModel[]> {
  const asked: AskedModel[] = [];
  let escalation = strong;
  for (const judge of chain) {
    const word = await askOne(judge, question, asking, false);
    asked.push(word);
    if (word.type !== 'answer') continue;
    if (isDeciding(word)) break;
    if (!escalation) continue;
    const second = await askOne(escalation, question, asking, true);
    escalation = undefined;
    asked.push(second);
    if (second.type === 'answer') break;
  }
  return asked;
}

/** Every model that was asked failed in a way that passes: the message may come again. */
export function mayComeAgain(asked: readonly AskedModel[]): boolean {
  const failures = asked.filter((each) => each.type === 'unavailable');
  return failures.length > 0 && failures.every(isPassingFailure) && !asked.some((each) => each.type === 'answer');
}

async function askOne(
  judge: PriceJudge,
  question: JudgeQuestion,
  { breakers, book, purse, log, signal }: Asking,
  escalated: boolean,
): Promise<AskedModel> {
  const { provider, model } = judge;
  const known = await book.find(judge, question);
  if (known) return { type: 'answer', provider, ...known, cached: true, escalated };
  const reservation = await purse.reserve(judge.costAtMostMicroUsd(question), log);
  if (!reservation) return { type: 'passed-over', provider, model, reason: 'budget-exhausted' };
  let charged: JudgeUsage | undefined;
  try {
    const admission = await breakers.admit(provider);
    if (admission.type === 'refused') return { type: 'passed-over', provider, model, reason: 'breaker-open' };
    // Until the answer tells better.
    charged = { ...noUsage, costMicroUsd: reservation.microUsd };
    const answer = await judge.judge(question, AbortSignal.any([signal, AbortSignal.timeout(judgeBudgetMs)]));
    charged = chargedFor(answer);
    // A model that refuses or talks nonsense has answered: its service works.
    const works = answer.type === 'answer' || answer.reason === 'refused' || answer.reason === 'invalid-answer';
    await breakers.record(provider, works ? 'success' : 'failure');
    await book.enter(judge, question, answer);
    if (answer.type === 'answer') return { ...answer, provider, cached: false, escalated };
    const { reason, detail, usage } = answer;
    log.warn('a model could not judge', { provider, model, reason });
    return { type: 'unavailable', provider, model, reason, detail, ...(usage ? { usage } : {}) };
  } finally {
    await purse.settle(reservation, charged, log);
  }
}

/** What the month is charged for, requests included whose answer was lost; undefined where nothing can have cost anything. */
function chargedFor({ usage, unansweredMicroUsd = 0 }: JudgeAnswer): JudgeUsage | undefined {
  if (!usage && unansweredMicroUsd === 0) return undefined;
  const known = usage ?? noUsage;
  return { ...known, costMicroUsd: known.costMicroUsd + unansweredMicroUsd };
}
