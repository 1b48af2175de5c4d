import { stableId } from '../identity/stable-id.ts';
import type { JudgeQuestion } from './judge-question.ts';
import { promptFor } from './prompt-for.ts';

export interface AnsweringModel {
  readonly provider: string;
  readonly model: string;
}

/** Names the answer of a provider's model by everything the model is shown. */
export function answerKey({ provider, model }: AnsweringModel, question: JudgeQuestion): string {
  const { version, system, user } = promptFor(question);
  return stableId('answer', version, provider, model, system, user);
}
