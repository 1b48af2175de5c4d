import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Purse, type Reservation } from '../../../functions/validate-ai/purse.ts';
import { aiBudgets } from '../../../shared/documents/ai-budget.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { InMemoryDocuments } from '../../support/in-memory-documents.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const month = '2026-01';
const costs = (costMicroUsd: number) => ({ inputTokens: 400, outputTokens: 100, costMicroUsd });

function month2026(budgetMicroUsd: number, spentMicroUsd = 0) {
  const catalogue = new InMemoryDocuments();
  const clock = new ManualClock(Date.UTC(2026, 0, 10));
  const errors: string[] = [];
  const log: Log = { ...silent, error: (message) => errors.push(message) };
  const account = async () => (await aiBudgets.get(catalogue, month))?.value;
  const begin = async () => {
    const before = { spentMicroUsd, calls: 0, inputTokens: 0, outputTokens: 0, alerted: 0 as const };
    await catalogue.write([aiBudgets.set(month, { ...before, reservedMicroUsd: 0, stopped: false })]);
  };
  return { catalogue, clock, errors, log, account, begin, open: () => new Purse({ catalogue, clock, budgetMicroUsd }) };
}

const silent: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  for: () => silent,
};

describe('50 questions at once, at a budget that is nearly used up', () => {
  it('never cost more than the budget, over however many instances, however they interleave', async () => {
    const question = fc.record({
      instance: fc.nat(4),
      atMost: fc.integer({ min: 100, max: 3_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      takesTurns: fc.nat(6),
      isKilled: fc.boolean(),
    });
    const questions = fc.array(question, { minLength: 50, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(questions, fc.integer({ min: 0, max: 40_000 }), async (asked, leftMicroUsd) => {
        const budgetMicroUsd = 1_000_000;
        const { clock, log, account, begin, open } = month2026(budgetMicroUsd, budgetMicroUsd - leftMicroUsd);
        await begin();
        const purses = [open(), open(), open(), open(), open()];
        let chargedMicroUsd = 0;
        await Promise.all(
          asked.map(async ({ instance, atMost, share, takesTurns, isKilled }) => {
            const purse = purses[instance];
            // Losing five times against the others is a message that comes again.
            const reservation = await purse?.reserve(atMost, log).catch(() => undefined);
            if (!purse || !reservation) return;
            const cost = Math.ceil(atMost * share);
            chargedMicroUsd += cost;
            for (let turn = 0; turn < takesTurns; turn++) await account();
            clock.advance(1_000);
            if (!isKilled) await purse.settle(reservation, costs(cost), log).catch(() => {});
          }),
        );
        expect(chargedMicroUsd).toBeLessThanOrEqual(leftMicroUsd);
        const { spentMicroUsd = 0, reservedMicroUsd = 0 } = (await account()) ?? {};
        expect(spentMicroUsd + reservedMicroUsd).toBeLessThanOrEqual(budgetMicroUsd);
        expect(spentMicroUsd + reservedMicroUsd).toBeGreaterThanOrEqual(
          budgetMicroUsd - leftMicroUsd + chargedMicroUsd,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('the month’s document', () => {
  it('is not written for each question of a busy instance', async () => {
    const { catalogue, clock, log, account, open } = month2026(20_000_000);
    const purse = open();
    const before = catalogue.counts.writes;
    let underWay = await purse.reserve(2_000, log);
    for (let n = 0; n < 100; n++) {
      const next = await purse.reserve(2_000, log);
      clock.advance(50);
      if (underWay) await purse.settle(underWay, costs(300), log);
      underWay = next;
    }
    expect(catalogue.counts.writes - before).toBeLessThan(10);
    if (underWay) await purse.settle(underWay, costs(300), log);
    expect(await account()).toMatchObject({ spentMicroUsd: 30_300, calls: 101, reservedMicroUsd: 0 });
  });

  it('gives a question what it lacks, though another takes from the rest meanwhile', async () => {
    for (let turns = 0; turns < 10; turns++) {
      const { log, open } = month2026(100_000);
      const purse = open();
      // A block of a thousand is leased, and 700 are left.
      await purse.reserve(300, log);
      const first = purse.reserve(5_000, log);
      for (let turn = 0; turn < turns; turn++) await setImmediate();
      expect(await purse.reserve(500, log)).toMatchObject({ microUsd: 500 });
      expect(await first).toMatchObject({ microUsd: 5_000 });
    }
  });

  it('knows at once what a question has cost, and of nothing that is held back by an instance that may end unheard', async () => {
    const { clock, log, account, open } = month2026(20_000_000);
    const purse = open();
    for (const calls of [1, 2, 3]) {
      clock.advance(1_000);
      const reservation = await purse.reserve(2_000, log);
      expect(await account()).toMatchObject({ reservedMicroUsd: 16_000 });
      if (reservation) await purse.settle(reservation, costs(300), log);
      expect(await account()).toMatchObject({ spentMicroUsd: 300 * calls, calls, reservedMicroUsd: 0 });
    }
  });

  it('takes back all that was set aside for a question that was not asked', async () => {
    const { log, account, open } = month2026(20_000_000);
    const purse = open();
    const reservation = await purse.reserve(2_000, log);
    if (reservation) await purse.settle(reservation, undefined, log);
    expect(await account()).toMatchObject({ spentMicroUsd: 0, calls: 0, reservedMicroUsd: 0 });
  });

  it('charges a question to the month in which it was asked', async () => {
    const { clock, log, account, open } = month2026(20_000_000);
    const purse = open();
    const reservation = await purse.reserve(2_000, log);
    clock.advance(31 * 86_400_000);
    const later: Reservation | undefined = await purse.reserve(2_000, log);
    if (reservation) await purse.settle(reservation, costs(300), log);
    expect(await account()).toMatchObject({ spentMicroUsd: 300, calls: 1, reservedMicroUsd: 0 });
    expect(later?.month.month).toBe('2026-02');
  });
});

describe('the alert of a threshold', () => {
  it('comes from the next question where the process died before it could say it', async () => {
    const { catalogue, errors, log, begin, open } = month2026(1_000_000, 520_000);
    await begin();
    const dying: Log = {
      ...log,
      error: () => {
        throw new Error('killed');
      },
    };
    await expect(open().reserve(100, dying)).rejects.toThrow('killed');
    expect((await aiBudgets.get(catalogue, month))?.value.alerted).toBe(0);
    const purse = open();
    await purse.reserve(100, log);
    expect(errors).toEqual(["50 % of this month's budget for judging is spent"]);
    expect((await aiBudgets.get(catalogue, month))?.value.alerted).toBe(50);
    await open().reserve(100, log);
    expect(errors).toHaveLength(1);
  });
});
