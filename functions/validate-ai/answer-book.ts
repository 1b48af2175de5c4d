import { aiAnswers } from '../../shared/documents/ai-answer.ts';
import { type AnsweringModel, answerKey } from '../../shared/domain/verdict/answer-key.ts';
import type { ModelsWord } from '../../shared/domain/verdict/asked-model.ts';
import { noUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { JudgeQuestion } from '../../shared/domain/verdict/judge-question.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { JudgeAnswer } from '../../shared/ports/price-judge.ts';

/** What models have said, so that nothing is paid for twice. */
export interface AnswerBook {
  /** The answer of the same model to the same words, where it is known. */
  find(
    judge: AnsweringModel,
    question: JudgeQuestion,
  ): Promise<Omit<ModelsWord, 'type' | 'provider' | 'cached' | 'escalated'> | undefined>;
  enter(judge: AnsweringModel, question: JudgeQuestion, answer: JudgeAnswer): Promise<void>;
}

export interface AnswerBookOptions {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly keptForMs: number;
}

export function openAnswerBook({ catalogue, clock, keptForMs }: AnswerBookOptions): AnswerBook {
  return {
    async find(judge, question) {
      const known = (await aiAnswers.get(catalogue, answerKey(judge, question)))?.value;
      if (!known || known.expiresAtMs <= clock.nowMs()) return undefined;
      const { verdict, confidence, explanation, model, promptVersion } = known;
      return { model, verdict, confidence, explanation, promptVersion, usage: noUsage };
    },

    async enter(judge, question, answer) {
      if (answer.type !== 'answer') return;
      const { verdict, confidence, explanation, model, promptVersion } = answer;
      const said = { verdict, confidence, explanation, model, promptVersion };
      const answeredAtMs = clock.nowMs();
      const kept = { ...said, answeredAtMs, expiresAtMs: answeredAtMs + keptForMs };
      await catalogue.write([aiAnswers.set(answerKey(judge, question), kept)]);
    },
  };
}
