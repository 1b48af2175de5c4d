import type { FunctionName } from '../../shared/topology.ts';

/** When a killed function's last call was: without effect, with a part of it, or with all of it and no answer. */
export type Moment = 'before' | 'during' | 'after';

/** One call of something outside, by one function. */
export interface OutsideCall {
  readonly functionName: FunctionName;
  readonly name: string;
  /** The moments that differ: nothing is done in part that is all or nothing. */
  readonly moments: readonly Moment[];
}

/** Whether the function is killed at this call of the whole run (1, 2, 3 …), and when. */
export type KillPlan = (call: OutsideCall, number: number) => Moment | null;

/** Counts the outside calls of one run, and kills where the plan says. */
export class Killer {
  readonly calls: OutsideCall[] = [];
  readonly #plan: KillPlan;

  constructor(plan: KillPlan) {
    this.#plan = plan;
  }

  next(call: OutsideCall): Moment | null {
    this.calls.push(call);
    return this.#plan(call, this.calls.length);
  }
}

/**
 * One running instance of a function. A killed one is gone: none of its calls is ever answered again, so nothing behind
 * them runs, not even a `finally`.
 */
export class Instance {
  readonly functionName: FunctionName;
  readonly #killer: Killer;
  readonly #death = Promise.withResolvers<'killed'>();
  #isDead = false;

  constructor(functionName: FunctionName, killer: Killer) {
    this.functionName = functionName;
    this.#killer = killer;
  }

  /** Runs it to its end, or to this instance's. */
  async live<R>(work: () => Promise<R>): Promise<R | 'killed'> {
    return Promise.race([this.#death.promise, work()]);
  }

  /** A call of something outside, at which the instance may be killed. `inPart` is what a half-done call has done. */
  async call<R>(name: string, effect: () => Promise<R>, inPart?: () => Promise<unknown>): Promise<R> {
    if (this.#isDead) return never();
    const moments = inPart ? (['before', 'during', 'after'] as const) : (['before', 'after'] as const);
    const moment = this.#killer.next({ functionName: this.functionName, name, moments });
    if (moment === 'before') return this.#die();
    if (moment === 'during' && inPart) {
      await inPart();
      return this.#die();
    }
    const answer = await settled(effect);
    if (moment !== null) return this.#die();
    return this.#isDead ? never() : answer();
  }

  /** The very end: the work is done, and the bus does not hear of it. */
  async acknowledge<R>(result: R): Promise<R> {
    if (this.#isDead) return never();
    const moment = this.#killer.next({ functionName: this.functionName, name: 'acknowledge', moments: ['before'] });
    return moment === null ? result : this.#die();
  }

  /** Something of the process itself: not counted, but not answered either once the process is gone. */
  async own<R>(work: () => Promise<R>): Promise<R> {
    if (this.#isDead) return never();
    const answer = await settled(work);
    return this.#isDead ? never() : answer();
  }

  #die(): Promise<never> {
    this.#isDead = true;
    this.#death.resolve('killed');
    return never();
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

async function settled<R>(work: () => Promise<R>): Promise<() => R> {
  try {
    const value = await work();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
