import type { Clock } from '../../ports/clock.ts';

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

  /** Wakes at the latest then. */
  wakeAt(instantMs: number): void {
    if (instantMs >= this.#atMs) return;
    this.stop();
    this.#atMs = instantMs;
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#clock.sleep(Math.max(0, instantMs - this.#clock.nowMs()), waiting.signal).then(
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
