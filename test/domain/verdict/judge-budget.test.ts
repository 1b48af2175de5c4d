import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountOf,
  budgetMeter,
  budgetMonth,
  leaseFrom,
  settleIn,
  untold,
} from '../../../shared/domain/verdict/judge-budget.ts';
import { costAtMostMicroUsd, usageOf } from '../../../shared/domain/verdict/judge-cost.ts';

const budget = 20_000_000;
const account = accountOf(undefined, budget);
const spent = (spentMicroUsd: number, alerted: 0 | 50 | 80 | 100 = 0) => ({ ...account, spentMicroUsd, alerted });
const question = (microUsd: number) => ({ atMostMicroUsd: microUsd, lackingMicroUsd: microUsd });

describe('the monthly budget', () => {
  test.each([
    [0, 0, null],
    [9_999_999, 0, null],
    [10_000_000, 0, 50],
    [15_000_000, 50, null],
    [16_000_000, 50, 80],
    [19_999_999, 80, null],
    [20_000_000, 80, 100],
    [25_000_000, 100, null],
    [25_000_000, 0, 100],
  ] as const)('%d micro-dollars of 20 dollars, told of %d %%: tell %s', (spentMicroUsd, alerted, announce) => {
    expect(untold(spent(spentMicroUsd, alerted), budget)).toBe(announce);
  });

  test('is over when the rest does not suffice for one more question', () => {
    const before = spent(budget - 500, 80);
    const { account: after, leasedMicroUsd } = leaseFrom(before, question(501), budget);
    expect(leasedMicroUsd).toBe(0);
    expect(untold(after, budget)).toBe(100);
    expect(budgetMeter('2026-03', after, budget)).toMatchObject({ stopped: true, percent: 100 });
    expect(leaseFrom(before, question(500), budget).leasedMicroUsd).toBe(500);
  });

  test('that is raised begins its alerts anew', () => {
    const after = accountOf(spent(16_000_000, 80), 2 * budget);
    expect(after).toMatchObject({ alerted: 0, stopped: false });
    expect(untold(accountOf(spent(20_000_000, 100), 2 * budget), 2 * budget)).toBe(50);
  });

  test('of nothing allows nothing', () => {
    expect(leaseFrom(accountOf(undefined, 0), question(1), 0).leasedMicroUsd).toBe(0);
    expect(budgetMeter('2026-03', undefined, 0)).toMatchObject({ stopped: true, percent: 100 });
  });

  test('is never exceeded by what is spent and what may be, whatever instances lease, settle or lose', () => {
    const step = fc.record({
      instance: fc.nat(3),
      neededMicroUsd: fc.integer({ min: 1, max: 40_000 }),
      costs: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      isKilled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 300_000 }), (steps, budgetMicroUsd) => {
        let month = accountOf(undefined, budgetMicroUsd);
        const heldMicroUsd = [0, 0, 0, 0];
        for (const { instance, neededMicroUsd, costs, isKilled } of steps) {
          const lease = leaseFrom(month, question(neededMicroUsd), budgetMicroUsd);
          month = lease.account;
          let held = (heldMicroUsd[instance] ?? 0) + lease.leasedMicroUsd;
          for (const share of isKilled ? [] : costs) {
            const costMicroUsd = Math.floor(held * share);
            month = settleIn(month, { calls: 1, inputTokens: 1, outputTokens: 1, costMicroUsd }, 0);
            held -= costMicroUsd;
          }
          heldMicroUsd[instance] = isKilled ? 0 : held;
          expect(month.spentMicroUsd + month.reservedMicroUsd).toBeLessThanOrEqual(budgetMicroUsd);
          expect(month.reservedMicroUsd).toBeGreaterThanOrEqual(heldMicroUsd.reduce((sum, each) => sum + each, 0));
        }
      }),
    );
  });

  test('belongs to a month in UTC', () => {
    expect(budgetMonth(Date.UTC(2026, 2, 31, 23, 59))).toBe('2026-03');
    expect(budgetMonth(Date.UTC(2026, 3, 1))).toBe('2026-04');
  });
});

describe('a question', () => {
  const price = { inputUsdPerMillion: 0.3, outputUsdPerMillion: 2.5 };

  test('costs its tokens at the model’s price, rounded up', () => {
    expect(usageOf(1_000, 100, price)).toEqual({ inputTokens: 1_000, outputTokens: 100, costMicroUsd: 550 });
    expect(usageOf(1, 0, price).costMicroUsd).toBe(1);
  });

  test('costs at most a token for each byte of it and the longest answer', () => {
    const most = costAtMostMicroUsd(['a'.repeat(900), 'ü'.repeat(50)], 1_000, price);
    expect(most).toBeGreaterThanOrEqual(usageOf(1_000, 1_000, price).costMicroUsd);
  });
});
