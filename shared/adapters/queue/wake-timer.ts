import type { Clock } from '../../ports/clock.ts';

/** Node's timers fire at once when asked to wait longer than this. */
const longestWaitMs = 2 ** 31 - 1;

/** One timer for the earliest of many instants; waits for nothing while there is none. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #atMs = Number.POSITIVE_INFINITY;
  #waiting = new AbortController();

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Wakes at the latest then; at the latest after 24 days. */
  wakeAt(instantMs: number): void {
    if (instantMs >= this.#atMs) return;
    this.stop();
    this.#atMs = instantMs;
    const waiting = new AbortController();
    this.#waiting = waiting;
    const waitMs = Math.min(Math.max(0, instantMs - this.#clock.nowMs()), longestWaitMs);
    this.#clock.sleep(waitMs, waiting.signal).then(
      () => {
        if (this.#waiting !== waiting) return;
        this.#atMs = Number.POSITIVE_INFINITY;
        this.#wake();
      },
      () => {},
    );
  }

  stop(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
    this.#waiting.abort();
  }
}
