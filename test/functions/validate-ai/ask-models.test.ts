import { expect, it } from 'vitest';
import { askModels } from '../../../functions/validate-ai/ask-models.ts';
import { Purse } from '../../../functions/validate-ai/purse.ts';
import { aiBudgets } from '../../../shared/documents/ai-budget.ts';
import { budgetMonth } from '../../../shared/domain/verdict/judge-budget.ts';
import { noUsage } from '../../../shared/domain/verdict/judge-cost.ts';
import type { PriceJudge } from '../../../shared/ports/price-judge.ts';
import { judgeQuestion } from '../../support/judge-question.ts';
import { testPlatform } from '../../support/test-platform.ts';

const judge: PriceJudge = {
  provider: 'gemini',
  model: 'brief',
  costAtMostMicroUsd: () => 1_000,
  judge: async () => ({
    ...{ type: 'answer', verdict: 'real', confidence: 0.9, explanation: 'It is real.', model: 'brief' },
    ...{ promptVersion: '1', usage: { ...noUsage, costMicroUsd: 270 } },
  }),
};

it('A question whose answer cannot be written down is paid for, and holds back no more than it cost', async () => {
  const { catalogue, clock, breakers, log } = testPlatform();
  const purse = new Purse({ catalogue, clock, budgetMicroUsd: 20_000_000 });
  const failing = async () => {
    throw new Error('the store does not answer');
  };
  const asking = { breakers, purse, log, signal: AbortSignal.timeout(5_000) };
  const book = { find: async () => undefined, enter: failing };
  await expect(askModels({ chain: [judge] }, judgeQuestion(), { ...asking, book })).rejects.toThrow('does not answer');
  const admitsNobody = { ...breakers, admit: failing };
  const unasked = { ...asking, breakers: admitsNobody, book: { find: async () => undefined, enter: async () => {} } };
  await expect(askModels({ chain: [judge] }, judgeQuestion(), unasked)).rejects.toThrow('does not answer');
  const account = await aiBudgets.get(catalogue, budgetMonth(clock.nowMs()));
  expect(account?.value).toMatchObject({ spentMicroUsd: 270, calls: 1, reservedMicroUsd: 0 });
});
