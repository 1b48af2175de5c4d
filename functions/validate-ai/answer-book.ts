import { aiAnswers } from '../../shared/documents/ai-answer.ts';
import { aiBudgets } from '../../shared/documents/ai-budget.ts';
import { type AnsweringModel, answerKey } from '../../shared/domain/verdict/answer-key.ts';
import type { ModelsWord } from '../../shared/domain/verdict/asked-model.ts';
import { type BudgetThreshold, budgetMonth, decideBudget } from '../../shared/domain/verdict/judge-budget.ts';
import type { JudgeUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import type { JudgeAnswer } from '../../shared/ports/price-judge.ts';
import type { Log } from '../../shared/runtime/log.ts';

/** What models have said, so that nothing is paid for twice, and what they have cost this month. */
export interface AnswerBook {
  /** The answer of the same model to the same words, where it is known. */
  find(
    judge: AnsweringModel,
    question: JudgeQuestion,
  ): Promise<Omit<ModelsWord, 'type' | 'provider' | 'cached' | 'escalated'> | undefined>;
  /** Whether the month's budget still allows a question. */
  mayAsk(): Promise<boolean>;
  /** Keeps an answer and accounts for it, in one step; tells the operator of a threshold that is passed, once. */
  enter(judge: AnsweringModel, question: JudgeQuestion, answer: JudgeAnswer): Promise<void>;
}

export interface AnswerBookOptions {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly budgetMicroUsd: number;
  readonly keptForMs: number;
}

const nothingSpent: JudgeUsage = { inputTokens: 0, outputTokens: 0, costMicroUsd: 0 };

export function openAnswerBook(
  { catalogue, clock, budgetMicroUsd, keptForMs }: AnswerBookOptions,
  log: Log,
): AnswerBook {
  return {
    async find(judge, question) {
      const known = (await aiAnswers.get(catalogue, answerKey(judge, question)))?.value;
      if (!known || known.expiresAtMs <= clock.nowMs()) return undefined;
      const { verdict, confidence, explanation, model, promptVersion } = known;
      return { model, verdict, confidence, explanation, promptVersion, usage: nothingSpent };
    },

    async mayAsk() {
      const spent = (await aiBudgets.get(catalogue, budgetMonth(clock.nowMs())))?.value.spentMicroUsd ?? 0;
      return decideBudget(spent, budgetMicroUsd, 100).type === 'within';
    },

    async enter(judge, question, answer) {
      const nowMs = clock.nowMs();
      const announce = await catalogue.transaction(async (read) => {
        const spent = await spend(read, answer.usage ?? nothingSpent, budgetMicroUsd, nowMs);
        const kept = answer.type === 'answer' ? [keep(answerKey(judge, question), answer, nowMs, keptForMs)] : [];
        return { writes: [...kept, ...spent.writes], result: spent.announce };
      });
      if (announce === null) return;
      const end = announce === 100 ? '; rules alone decide until it ends' : '';
      log.error(`${announce} % of this month's budget for judging is spent${end}`, { threshold: announce });
    },
  };
}

function keep(
  key: string,
  { verdict, confidence, explanation, model, promptVersion }: Extract<JudgeAnswer, { type: 'answer' }>,
  nowMs: number,
  keptForMs: number,
): Write {
  const answer = { verdict, confidence, explanation, model, promptVersion };
  return aiAnswers.set(key, { ...answer, answeredAtMs: nowMs, expiresAtMs: nowMs + keptForMs });
}

/** Adds what was used to the month's account; gives the threshold the operator is to be told of, if one was passed. */
async function spend(
  read: DocumentReader,
  usage: JudgeUsage,
  budgetMicroUsd: number,
  nowMs: number,
): Promise<{ readonly writes: readonly Write[]; readonly announce: BudgetThreshold | null }> {
  if (usage.inputTokens + usage.outputTokens === 0) return { writes: [], announce: null };
  const month = budgetMonth(nowMs);
  const before = (await aiBudgets.get(read, month))?.value;
  const spentMicroUsd = (before?.spentMicroUsd ?? 0) + usage.costMicroUsd;
  const { announce } = decideBudget(spentMicroUsd, budgetMicroUsd, before?.alerted ?? 0);
  const after = {
    spentMicroUsd,
    calls: (before?.calls ?? 0) + 1,
    inputTokens: (before?.inputTokens ?? 0) + usage.inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + usage.outputTokens,
    alerted: announce ?? before?.alerted ?? 0,
  };
  return { writes: [aiBudgets.set(month, after)], announce };
}
