import type { ScrapeRequested } from '../../shared/messages/scrape-requested.ts';

/** A shop that takes longer for a page is slow: a full shard of it would take more than 20 seconds. */
const slowPageMs = 400;
/** No run lasts so long; one that should have ended by then keeps nobody waiting. */
const longestMs = 10 * 60_000;
const mostShops = 1_000;

interface Known {
  readonly isSlow: boolean;
  readonly lastTurnMs: number;
}

interface Run {
  readonly shopId: string;
  readonly shardId: string;
  readonly sinceMs: number;
}

export interface Turn {
  /** Ends the run that looked at so many offers; gives the requests whose turn it is now. */
  readonly end: (looked: number, nowMs: number) => readonly ScrapeRequested[];
}

/**
 * How many of an instance's hands a shop may have: all of them if it answers fast, else one, and until that is known.
 * Slow shops, on purpose or by their pace, would hold them all and gain nothing by that: the pace is the shop's, not the
 * shard's. Together they leave one hand free. Who has to wait is asked for again when a run ends, the shop that has
 * waited longest for a turn first; should the instance end before, the shard is still due and the next plan asks for it.
 */
export class ShopTurns {
  readonly #mostSlow: number;
  readonly #running = new Set<Run>();
  readonly #waiting = new Map<string, { readonly shopId: string; readonly request: ScrapeRequested }>();
  /** The latest known last. */
  readonly #known = new Map<string, Known>();

  constructor({ hands }: { readonly hands: number }) {
    this.#mostSlow = Math.max(1, hands - 1);
  }

  /** Undefined when the request has to wait. `goesOn`: with what a dead run began, for which no other request can stand in. */
  begin(shopId: string, request: ScrapeRequested, goesOn: boolean, nowMs: number): Turn | undefined {
    const { shardId } = request;
    for (const run of this.#running) if (nowMs - run.sinceMs > longestMs) this.#running.delete(run);
    // A run that is at this very shard needs no successor.
    const isUnderWay = [...this.#running].some((run) => run.shardId === shardId);
    if (!this.#mayRun(shopId, [...this.#running]) && (isUnderWay || !goesOn)) {
      if (!isUnderWay) this.#waiting.set(shardId, { shopId, request });
      return undefined;
    }
    const run = { shopId, shardId, sinceMs: nowMs };
    this.#waiting.delete(shardId);
    this.#running.add(run);
    return {
      end: (looked, endMs) => {
        this.#running.delete(run);
        if (looked > 0) this.#learn(shopId, { isSlow: (endMs - nowMs) / looked > slowPageMs, lastTurnMs: endMs });
        return this.#next();
      },
    };
  }

  #mayRun(shopId: string, running: readonly Pick<Run, 'shopId'>[]): boolean {
    const isSlow = this.#known.get(shopId)?.isSlow;
    if (isSlow === false) return true;
    if (running.some((run) => run.shopId === shopId)) return false;
    return isSlow === undefined || running.filter((run) => this.#known.get(run.shopId)?.isSlow).length < this.#mostSlow;
  }

  #next(): ScrapeRequested[] {
    const lastTurnMs = (shopId: string) => this.#known.get(shopId)?.lastTurnMs ?? 0;
    const running: Pick<Run, 'shopId'>[] = [...this.#running];
    const next: ScrapeRequested[] = [];
    for (const [shardId, { shopId, request }] of [...this.#waiting].sort(
      ([, a], [, b]) => lastTurnMs(a.shopId) - lastTurnMs(b.shopId),
    )) {
      if (!this.#mayRun(shopId, running)) continue;
      this.#waiting.delete(shardId);
      running.push({ shopId });
      next.push(request);
    }
    return next;
  }

  #learn(shopId: string, known: Known): void {
    this.#known.delete(shopId);
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= mostShops) this.#known.delete(oldest);
    this.#known.set(shopId, known);
  }
}
