import type { Clock } from '../../shared/ports/clock.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/**
 * Time that moves only when a test says so. `sleep` waits for `advance`; with `autoAdvance` it moves the time itself
 * and returns at once. `sleptMs` is every pause asked for, in order.
 */
export class ManualClock implements Clock {
  readonly sleptMs: number[] = [];
  readonly #autoAdvance: boolean;
  readonly #sleepers = new Set<Sleeper>();
  #nowMs: number;

  constructor(startMs = Date.UTC(2026, 0, 15, 12), options: { readonly autoAdvance?: boolean } = {}) {
    this.#nowMs = startMs;
    this.#autoAdvance = options.autoAdvance ?? false;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const sleeper of [...this.#sleepers]) if (sleeper.untilMs <= this.#nowMs) sleeper.wake();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleptMs.push(ms);
    if (this.#autoAdvance) return this.advance(ms);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { untilMs: this.#nowMs + ms, wake: resolve };
    const abort = () => reject(signal?.reason);
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } finally {
      this.#sleepers.delete(sleeper);
      signal?.removeEventListener('abort', abort);
    }
  }
}
