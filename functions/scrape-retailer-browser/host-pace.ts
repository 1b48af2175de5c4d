import type { RenderRequested } from '../../shared/messages/render-requested.ts';

const mostHosts = 1_000;

/**
 * Keeps the pages of a host apart that one instance renders. They are asked for at their shop's pace, but may have waited
 * in line since, and would all be rendered at once.
 */
export class HostPace {
  readonly #nextFreeMs = new Map<string, number>();

  /** When the host may be asked for this page. */
  reserve(
    host: string,
    { notBeforeMs = 0, paceMs = 0 }: Pick<RenderRequested, 'notBeforeMs' | 'paceMs'>,
    nowMs: number,
  ): number {
    const atMs = Math.max(nowMs, notBeforeMs, this.#nextFreeMs.get(host) ?? 0);
    this.#nextFreeMs.delete(host);
    const [oldest] = this.#nextFreeMs.keys();
    if (oldest !== undefined && this.#nextFreeMs.size >= mostHosts) this.#nextFreeMs.delete(oldest);
    this.#nextFreeMs.set(host, atMs + paceMs);
    return atMs;
  }
}
