import { Worker } from 'node:worker_threads';
import type { Extraction, Page } from '../domain/extraction/extraction.ts';
import type { Retailer } from '../domain/extraction/retailer.ts';
import type { Money } from '../domain/money/money.ts';
import type { PageResult, PageTask } from './page-worker.ts';

/** One page to read, and whom to tell. */
export interface PageJob {
  readonly page: Page;
  readonly retailer: Retailer;
  readonly previousPrice: Money | null;
  readonly resolve: (extraction: Extraction) => void;
  readonly reject: (error: unknown) => void;
}

/** A tree of a page is garbage at once: with less room for the young it would be kept and moved about first. */
const youngMb = 48;

interface PageThreadEvents {
  /** A job is done. */
  free(): void;
  /** The thread is gone; these jobs have not been begun. */
  ended(unfinished: readonly PageJob[]): void;
}

/**
 * A worker thread that reads pages one after the other. A page that takes longer than `pageMs` or more memory than
 * `memoryMb` ends the thread, and is unreadable.
 */
export class PageThread {
  readonly #worker: Worker;
  readonly #events: PageThreadEvents;
  readonly #pageMs: number;
  /** The first is being read. */
  readonly #jobs: PageJob[] = [];
  /** A retailer's rules are sent once. */
  readonly #retailers = new Map<Retailer, number>();
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #failure = 'the reading thread ended';

  constructor({ pageMs, memoryMb }: { readonly pageMs: number; readonly memoryMb: number }, events: PageThreadEvents) {
    this.#pageMs = pageMs;
    this.#events = events;
    this.#worker = new Worker(new URL('./page-worker.ts', import.meta.url), {
      name: 'page-worker',
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
    });
    // A thread without work must not keep a process running.
    this.#worker.unref();
    this.#worker.on('message', (result: PageResult) => this.#finish(result));
    this.#worker.on('error', ({ message }) => {
      this.#failure = message;
    });
    this.#worker.on('exit', () => this.#end());
  }

  get jobs(): number {
    return this.#jobs.length;
  }

  run(job: PageJob): void {
    this.#jobs.push(job);
    const { page, retailer, previousPrice } = job;
    const known = this.#retailers.get(retailer);
    const number = known ?? this.#retailers.size;
    this.#retailers.set(retailer, number);
    const task: PageTask = {
      page,
      previousPrice,
      retailer: known === undefined ? { number, rules: retailer } : number,
    };
    this.#worker.postMessage(task);
    if (this.#jobs.length === 1) this.#watch();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#worker.terminate();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#jobs.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#failure = `not read within ${this.#pageMs} ms`;
      void this.#worker.terminate();
    }, this.#pageMs);
  }

  #finish(result: PageResult): void {
    const job = this.#jobs.shift();
    this.#watch();
    this.#events.free();
    if ('extraction' in result) job?.resolve(JSON.parse(result.extraction));
    else job?.reject(result.error);
  }

  #end(): void {
    clearTimeout(this.#timer);
    const [culprit, ...unfinished] = this.#jobs.splice(0);
    if (this.#isStopped) culprit?.reject(new Error('the page workers were stopped'));
    else culprit?.resolve(unreadable(this.#failure));
    this.#events.ended(unfinished);
  }
}

const unreadable = (reason: string): Extraction => ({
  outcome: 'unreadable',
  reason: `the page could not be read: ${reason}`,
  votes: [],
  reasons: [],
  facts: {},
});
