import type { Clock } from '../ports/clock.ts';

/**
 * Keeps the requests of one client within a provider's limit, as its RateLimit headers describe it (IETF draft
 * "RateLimit header fields for HTTP", version 6): so many requests until the window resets.
 */
export class RateWindow {
  readonly #clock: Clock;
  #limit: number;
  #remaining: number;
  #windowMs = 1_000;
  #resetAtMs = 0;

  /** `limit` requests a second until the provider says otherwise. */
  constructor(clock: Clock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
    this.#remaining = limit;
  }

  /** Waits until one more request fits; rejects with the signal's reason when it is aborted first. */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const nowMs = this.#clock.nowMs();
      if (nowMs >= this.#resetAtMs) {
        this.#remaining = this.#limit;
        this.#resetAtMs = nowMs + this.#windowMs;
      }
      if (this.#remaining > 0) {
        this.#remaining--;
        return;
      }
      await this.#clock.sleep(this.#resetAtMs - nowMs, signal);
    }
  }

  /** Takes over what the headers of an answer say. */
  heed(headers: Readonly<Record<string, string>>): void {
    const limit = wholeNumber(headers['ratelimit-limit']);
    const remaining = wholeNumber(headers['ratelimit-remaining']);
    const resetSeconds = wholeNumber(headers['ratelimit-reset']);
    if (limit) this.#limit = limit;
    // Answers overtake each other, so only a smaller remainder is news.
    if (remaining !== undefined) this.#remaining = Math.min(this.#remaining, remaining);
    if (resetSeconds !== undefined && this.#remaining === 0)
      this.#resetAtMs = Math.max(this.#resetAtMs, this.#clock.nowMs() + resetSeconds * 1_000);
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
