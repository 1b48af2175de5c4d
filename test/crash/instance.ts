import type { Clock } from '../../shared/ports/clock.ts';
import type { FunctionName } from '../../shared/topology.ts';

/** When a killed function's last call was: without effect, with a part of it, or with all of it and no answer. */
export type Moment = 'before' | 'during' | 'after';

/** One call of something outside, by one function. */
export interface OutsideCall {
  readonly functionName: FunctionName;
  readonly name: string;
  /**
   * The moments that differ from each other and from those of other calls: nothing is done in part that is all or
   * nothing, and killed before a call is killed after the one that ended last, where since then nothing was under way
   * and no time has passed.
   */
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
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #death = Promise.withResolvers<'killed'>();
  #isDead = false;
  #underWay = 0;
  /** When its last call was over, since which it has called nothing. */
  #idleSinceMs: number | undefined;

  constructor(functionName: FunctionName, killer: Killer, clock: Pick<Clock, 'nowMs'>) {
    this.functionName = functionName;
    this.#killer = killer;
    this.#clock = clock;
  }

  /** Runs it to its end, or to this instance's. */
  async live<R>(work: () => Promise<R>): Promise<R | 'killed'> {
    this.#idleSinceMs = undefined;
    return Promise.race([this.#death.promise, work()]);
  }

  /** A call of something outside, at which the instance may be killed. `inPart` is what a half-done call has done. */
  async call<R>(name: string, effect: () => Promise<R>, inPart?: () => Promise<unknown>): Promise<R> {
    if (this.#isDead) return never();
    const moments: Moment[] = [...this.#momentsBefore(), ...(inPart ? (['during'] as const) : []), 'after'];
    const moment = this.#killer.next({ functionName: this.functionName, name, moments });
    if (moment === 'before') return this.#die();
    if (moment === 'during' && inPart) {
      await inPart();
      return this.#die();
    }
    const answer = await this.#settled(effect);
    if (moment !== null) return this.#die();
    return this.#isDead ? never() : answer();
  }

  /** The very end: the work is done, and the bus does not hear of it. */
  async acknowledge<R>(result: R): Promise<R> {
    if (this.#isDead) return never();
    const moments = this.#momentsBefore();
    const moment = this.#killer.next({ functionName: this.functionName, name: 'acknowledge', moments });
    return moment === null ? result : this.#die();
  }

  /** Something of the process itself: not counted, but not answered either once the process is gone. */
  async own<R>(work: () => Promise<R>): Promise<R> {
    if (this.#isDead) return never();
    const answer = await this.#settled(work);
    return this.#isDead ? never() : answer();
  }

  #momentsBefore(): Moment[] {
    return this.#idleSinceMs === this.#clock.nowMs() ? [] : ['before'];
  }

  async #settled<R>(work: () => Promise<R>): Promise<() => R> {
    this.#underWay += 1;
    this.#idleSinceMs = undefined;
    const answer = await settled(work);
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#idleSinceMs = this.#clock.nowMs();
    return answer;
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
