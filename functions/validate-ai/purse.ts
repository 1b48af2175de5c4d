import { type AiBudget, aiBudgets } from '../../shared/documents/ai-budget.ts';
import { fields } from '../../shared/documents/fields.ts';
import {
  accountOf,
  type BudgetThreshold,
  budgetMonth,
  leaseFrom,
  noSpending,
  type Spending,
  settleIn,
  untold,
} from '../../shared/domain/verdict/judge-budget.ts';
import type { JudgeUsage } from '../../shared/domain/verdict/judge-cost.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Log } from '../../shared/runtime/log.ts';

export interface PurseOptions {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly budgetMicroUsd: number;
}

/** What a question may cost, set aside before it is asked. */
export interface Reservation {
  readonly microUsd: number;
  readonly month: MonthsPurse;
}

/** An instance's part of the budgets, one month after the other. */
export class Purse {
  readonly #options: PurseOptions;
  #current: MonthsPurse | undefined;

  constructor(options: PurseOptions) {
    this.#options = options;
  }

  /** Sets aside what a question may cost at most; undefined where this month's budget no longer allows it. */
  async reserve(microUsd: number, log: Log): Promise<Reservation | undefined> {
    const month = budgetMonth(this.#options.clock.nowMs());
    if (this.#current?.month !== month) this.#current = new MonthsPurse(month, this.#options);
    const purse = this.#current;
    return (await purse.reserve(microUsd, log)) ? { microUsd, month: purse } : undefined;
  }

  /** Accounts for what the question did cost; without usage it was not asked. */
  settle({ microUsd, month }: Reservation, usage: JudgeUsage | undefined, log: Log): Promise<void> {
    return month.settle(microUsd, usage, log);
  }
}

/** A busy instance tells this often what it has spent. */
const untoldMs = 10_000;

/**
 * What this instance holds of one month's budget: leased in blocks from the month's document, where it counts as spent
 * until it is settled. While no question is under way it holds nothing: an instance ends without notice, and what it held
 * then is lost, so that nobody spends it a second time.
 */
class MonthsPurse {
  readonly month: string;
  readonly #options: PurseOptions;
  /** Leased and free to be set aside. */
  #freeMicroUsd = 0;
  #spending: Spending = noSpending;
  #underWay = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  /** One transaction at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(month: string, options: PurseOptions) {
    this.month = month;
    this.#options = options;
  }

  async reserve(microUsd: number, log: Log): Promise<boolean> {
    if (this.#setAside(microUsd)) return true;
    return this.#inTurn(async () => this.#setAside(microUsd) || (await this.#lease(microUsd, log)));
  }

  async settle(reservedMicroUsd: number, usage: JudgeUsage | undefined, log: Log): Promise<void> {
    this.#underWay -= 1;
    this.#freeMicroUsd += reservedMicroUsd - (usage?.costMicroUsd ?? 0);
    if (usage) {
      const { calls, inputTokens, outputTokens, costMicroUsd } = this.#spending;
      this.#spending = {
        calls: calls + 1,
        inputTokens: inputTokens + usage.inputTokens,
        outputTokens: outputTokens + usage.outputTokens,
        costMicroUsd: costMicroUsd + usage.costMicroUsd,
      };
    }
    const isTold = this.#options.clock.nowMs() - this.#toldAtMs < untoldMs;
    if (this.#underWay === 0 || !isTold) await this.#giveBack(log);
  }

  /** Tells what was spent and, while no question is under way, returns the rest. */
  async #giveBack(log: Log): Promise<void> {
    await this.#inTurn(async () => {
      const returnedMicroUsd = this.#underWay === 0 ? this.#freeMicroUsd : 0;
      if (this.#spending.calls === 0 && returnedMicroUsd === 0) return;
      // Before the write, and for good: whatever becomes of it, nobody may count on this money any more.
      this.#freeMicroUsd -= returnedMicroUsd;
      const spending = this.#takeSpending();
      this.#toldAtMs = this.#options.clock.nowMs();
      await this.#change((account) => ({ account: settleIn(account, spending, returnedMicroUsd), result: true }), log);
    });
  }

  #takeSpending(): Spending {
    const spending = this.#spending;
    this.#spending = noSpending;
    return spending;
  }

  #setAside(microUsd: number): boolean {
    if (microUsd > this.#freeMicroUsd) return false;
    this.#freeMicroUsd -= microUsd;
    this.#underWay += 1;
    return true;
  }

  async #lease(atMostMicroUsd: number, log: Log): Promise<boolean> {
    const { budgetMicroUsd } = this.#options;
    // Or another question could set it aside meanwhile, and what is leased to it would not suffice.
    const heldMicroUsd = this.#freeMicroUsd;
    this.#freeMicroUsd = 0;
    let leasedMicroUsd = 0;
    try {
      const question = { atMostMicroUsd, lackingMicroUsd: atMostMicroUsd - heldMicroUsd };
      const spending = this.#takeSpending();
      leasedMicroUsd = await this.#change((account) => {
        const lease = leaseFrom(settleIn(account, spending, 0), question, budgetMicroUsd);
        return { account: lease.account, result: lease.leasedMicroUsd };
      }, log);
    } finally {
      this.#freeMicroUsd += heldMicroUsd + leasedMicroUsd;
    }
    return this.#setAside(atMostMicroUsd);
  }

  /** Changes the month's document, and tells the operator of a threshold that is passed: who was killed before, too. */
  async #change<R>(
    change: (account: AiBudget) => { readonly account: AiBudget; readonly result: R },
    log: Log,
  ): Promise<R> {
    const { catalogue, budgetMicroUsd } = this.#options;
    const { result, announce } = await catalogue.transaction(async (read) => {
      const stored = (await aiBudgets.get(read, this.month))?.value;
      const changed = change(accountOf(stored, budgetMicroUsd));
      const isSame = JSON.stringify(changed.account) === JSON.stringify(stored);
      return {
        writes: isSame ? [] : [aiBudgets.set(this.month, changed.account)],
        result: { result: changed.result, announce: untold(changed.account, budgetMicroUsd) },
      };
    });
    if (announce !== null) await this.#announce(announce, log);
    return result;
  }

  /** Said first and noted after: said twice does less harm than never. */
  async #announce(threshold: BudgetThreshold, log: Log): Promise<void> {
    const end = threshold === 100 ? '; rules alone decide until it ends' : '';
    log.error(`${threshold} % of this month's budget for judging is spent${end}`, { threshold });
    await this.#options.catalogue.write([aiBudgets.update(this.month, fields({ alerted: threshold }))]);
  }

  #inTurn<R>(run: () => Promise<R>): Promise<R> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
