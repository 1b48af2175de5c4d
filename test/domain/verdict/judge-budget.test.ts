import { describe, expect, test } from 'vitest';
import { budgetMonth, decideBudget } from '../../../shared/domain/verdict/judge-budget.ts';
import { usageOf } from '../../../shared/domain/verdict/judge-cost.ts';

describe('the monthly budget', () => {
  test.each([
    [0, 0, 'within', null],
    [9_999_999, 0, 'within', null],
    [10_000_000, 0, 'within', 50],
    [15_000_000, 50, 'within', null],
    [16_000_000, 50, 'within', 80],
    [19_999_999, 80, 'within', null],
    [20_000_000, 80, 'exhausted', 100],
    [25_000_000, 100, 'exhausted', null],
    [25_000_000, 0, 'exhausted', 100],
  ] as const)('%d micro-dollars of 20 dollars, told of %d %%: %s, tell %s', (spent, announced, type, announce) => {
    expect(decideBudget(spent, 20_000_000, announced)).toEqual({ type, announce });
  });

  test('of nothing is exhausted from the start', () => {
    expect(decideBudget(0, 0, 0).type).toBe('exhausted');
  });

  test('belongs to a month in UTC', () => {
    expect(budgetMonth(Date.UTC(2026, 2, 31, 23, 59))).toBe('2026-03');
    expect(budgetMonth(Date.UTC(2026, 3, 1))).toBe('2026-04');
  });
});

test('a call costs its tokens at the model’s price, rounded up', () => {
  const price = { inputUsdPerMillion: 0.3, outputUsdPerMillion: 2.5 };
  expect(usageOf(1_000, 100, price)).toEqual({ inputTokens: 1_000, outputTokens: 100, costMicroUsd: 550 });
  expect(usageOf(1, 0, price).costMicroUsd).toBe(1);
});
