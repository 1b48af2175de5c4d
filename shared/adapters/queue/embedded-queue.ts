import type { Clock } from '../../ports/clock.ts';
import type { DeliveryResult } from '../../ports/publisher.ts';
import type { Receive, SubscriptionBacklog, SubscriptionPolicy } from '../../ports/subscription.ts';
import type { SqliteDatabase } from '../sqlite/open-database.ts';
import { type Delivery, QueueTable, type Subscription } from './queue-table.ts';
import { WakeTimer } from './wake-timer.ts';

interface EmbeddedQueueOptions {
  readonly database: SqliteDatabase;
  readonly subscriptions: readonly SubscriptionPolicy[];
  readonly clock: Clock;
  /** Every duration of the policies is multiplied by this; tests shorten time with it. Counts stay. Default 1. */
  readonly timeScale?: number;
  /** Told when a receiver threw or the file could not be written; either way the message is delivered again. */
  readonly onFailure?: (error: unknown) => void;
}

export interface EmbeddedQueue {
  /** Delivers from now on. Functions without a receiver keep their messages. */
  start(receivers: { readonly [functionName: string]: Receive }): Promise<void>;
  /** Takes no more, waits up to `deadlineMs` for what is being handled, gives back the rest. */
  stop(deadlineMs: number): Promise<void>;
  /** Resolves when the started functions have nothing left: nothing waiting, in work, or to be tried again. */
  idle(): Promise<void>;
  backlog(): readonly SubscriptionBacklog[];
}

/** A function and what it is working on. */
interface Worker {
  readonly receive: Receive;
  readonly concurrency: number;
  readonly subscriptions: Subscription[];
  readonly running: Map<number, Delivery>;
  fetching: boolean;
  fetchAgain: boolean;
}

/** A write that failed (disk full) is tried again after this long. */
const failurePauseMs = 1_000;

/** Delivers the messages in the file to the functions of this process: at least once, each function up to its concurrency. */
export function embeddedQueue(options: EmbeddedQueueOptions): EmbeddedQueue {
  return new Dispatcher(options);
}

class Dispatcher implements EmbeddedQueue {
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #table: QueueTable;
  readonly #onFailure: (error: unknown) => void;
  readonly #timer: WakeTimer;
  readonly #waitingForChange = new Set<() => void>();
  #workers: readonly Worker[] = [];
  #stopping = false;

  constructor({ database, subscriptions, clock, timeScale = 1, onFailure }: EmbeddedQueueOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#table = new QueueTable(
      database,
      subscriptions.map((policy) => scaled(policy, timeScale)),
    );
    this.#onFailure = onFailure ?? (() => {});
    this.#timer = new WakeTimer(clock, () => {
      for (const worker of this.#workers) void this.#fetch(worker);
    });
  }

  async start(receivers: { readonly [functionName: string]: Receive }): Promise<void> {
    this.#stopping = false;
    this.#workers = Object.entries(receivers).map(([functionName, receive]) => {
      const subscriptions = this.#table.subscriptions.filter(({ policy }) => policy.functionName === functionName);
      const concurrency = Math.max(1, ...subscriptions.map(({ policy }) => policy.concurrency));
      return { receive, concurrency, subscriptions, running: new Map(), fetching: false, fetchAgain: false };
    });
    await this.#database.commit(() => this.#table.recover(this.#clock.nowMs()));
    this.#database.publishListeners.add(this.#wake);
    for (const worker of this.#workers) void this.#fetch(worker);
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    this.#database.publishListeners.delete(this.#wake);
    this.#timer.stop();
    const patience = new AbortController();
    const late = this.#clock.sleep(deadlineMs, patience.signal).then(
      () => true,
      () => true,
    );
    const isBusy = () => this.#workers.some((worker) => worker.fetching || worker.running.size > 0);
    while (isBusy() && (await Promise.race([late, this.#change()])) !== true);
    patience.abort();
    const unfinished = this.#workers.flatMap((worker) => [...worker.running.values()]);
    for (const worker of this.#workers) worker.running.clear();
    // Also waits for the acknowledgements of what did finish.
    await this.#release(unfinished, true);
  }

  async idle(): Promise<void> {
    const hasWork = () =>
      this.#workers.some((worker) => worker.subscriptions.some((subscription) => !this.#table.isEmpty(subscription)));
    while (hasWork()) await this.#change();
  }

  backlog(): readonly SubscriptionBacklog[] {
    return this.#table.backlog(this.#clock.nowMs());
  }

  readonly #wake = (subscriptions: readonly number[]): void => {
    for (const worker of this.#workers) {
      if (worker.subscriptions.some(({ number }) => subscriptions.includes(number))) void this.#fetch(worker);
    }
  };

  /** Takes as many due messages as the function has hands free. One fetch at a time for each function. */
  async #fetch(worker: Worker): Promise<void> {
    worker.fetchAgain = true;
    if (worker.fetching) return;
    worker.fetching = true;
    while (worker.fetchAgain && !this.#stopping) {
      worker.fetchAgain = false;
      try {
        await this.#fetchOnce(worker);
      } catch (error) {
        this.#onFailure(error);
        this.#timer.wakeAt(this.#clock.nowMs() + failurePauseMs);
      }
    }
    worker.fetching = false;
    this.#changed();
  }

  async #fetchOnce(worker: Worker): Promise<void> {
    const { deliveries, woken } = await this.#database.commit(() => {
      const nowMs = this.#clock.nowMs();
      // A handler that hangs past its deadline no longer counts: its message is due again.
      for (const [id, { deadlineMs }] of worker.running) if (deadlineMs <= nowMs) worker.running.delete(id);
      const leased: { deliveries: Delivery[]; woken: Subscription[] } = { deliveries: [], woken: [] };
      for (const subscription of worker.subscriptions) {
        const free = worker.concurrency - worker.running.size - leased.deliveries.length;
        if (free <= 0) break;
        const { deliveries, woken } = this.#table.lease(subscription, nowMs, free);
        leased.deliveries.push(...deliveries);
        leased.woken.push(...woken);
      }
      return leased;
      // A lease that is undone is a message delivered again, as is one never acknowledged: no flush is waited for.
    }, 'written');
    // The subscription served first this time is served last next time.
    worker.subscriptions.push(...worker.subscriptions.splice(0, 1));
    if (this.#stopping) return this.#release(deliveries, false);
    for (const delivery of deliveries) {
      worker.running.set(delivery.id, delivery);
      void this.#deliver(worker, delivery);
    }
    this.#notify(woken);
    this.#scheduleNext(worker);
  }

  #scheduleNext(worker: Worker): void {
    const isFull = worker.running.size >= worker.concurrency;
    const dueMs = isFull
      ? [...worker.running.values()].map(({ deadlineMs }) => deadlineMs)
      : worker.subscriptions.map((subscription) => this.#table.nextDueMs(subscription) ?? Number.POSITIVE_INFINITY);
    this.#timer.wakeAt(Math.min(...dueMs));
  }

  async #deliver(worker: Worker, delivery: Delivery): Promise<void> {
    let lastError: string | undefined;
    const result = await this.#receive(worker, delivery, (reason) => {
      lastError = reason;
    });
    const inTime = worker.running.get(delivery.id) === delivery;
    if (inTime) worker.running.delete(delivery.id);
    // Both join the commit of this turn, so that a free hand costs no commit of its own.
    const settled = this.#settle(delivery, result, { inTime, lastError });
    if (!this.#stopping) void this.#fetch(worker);
    await settled;
    this.#changed();
  }

  async #receive(worker: Worker, delivery: Delivery, onFailure: (reason: string) => void): Promise<DeliveryResult> {
    try {
      return await worker.receive(delivery.message, onFailure);
    } catch (error) {
      this.#onFailure(error);
      return 'retry';
    }
  }

  async #settle(
    delivery: Delivery,
    result: DeliveryResult,
    { inTime, lastError }: { readonly inTime: boolean; readonly lastError: string | undefined },
  ): Promise<void> {
    // Too late, an acknowledgement still saves the work of another delivery; a failure has been counted already.
    if (result === 'retry' && !inTime) return;
    try {
      const woken = await this.#database.commit(
        () => {
          if (result === 'retry') return this.#table.fail(delivery, this.#clock.nowMs(), lastError);
          this.#table.acknowledge(delivery.id);
          return [];
        },
        result === 'retry' ? 'flushed' : 'written',
      );
      this.#notify(woken);
    } catch (error) {
      // The lease runs out and the message is delivered again.
      this.#onFailure(error);
    }
  }

  async #release(deliveries: readonly Delivery[], delivered: boolean): Promise<void> {
    await this.#database.commit(() => {
      for (const delivery of deliveries) this.#table.release(delivery, this.#clock.nowMs(), delivered);
    });
  }

  #notify(subscriptions: readonly Subscription[]): void {
    if (subscriptions.length === 0) return;
    const numbers = subscriptions.map(({ number }) => number);
    for (const listen of this.#database.publishListeners) listen(numbers);
  }

  /** Resolves when a message is done with or a fetch has ended. */
  #change(): Promise<void> {
    return new Promise((resolve) => this.#waitingForChange.add(resolve));
  }

  #changed(): void {
    const waiting = [...this.#waitingForChange];
    this.#waitingForChange.clear();
    for (const resolve of waiting) resolve();
  }
}

function scaled(policy: SubscriptionPolicy, timeScale: number): SubscriptionPolicy {
  const scale = (ms: number) => Math.round(ms * timeScale);
  return {
    ...policy,
    ackDeadlineMs: scale(policy.ackDeadlineMs),
    minBackoffMs: scale(policy.minBackoffMs),
    maxBackoffMs: scale(policy.maxBackoffMs),
    retentionMs: scale(policy.retentionMs),
  };
}
