import { fields } from '../../shared/documents/fields.ts';
import type { ShardOffer } from '../../shared/documents/shard.ts';
import { shops } from '../../shared/documents/shop.ts';
import { isRemembered, type RememberedWay, type Strategy, wayLearnt } from '../../shared/domain/fetching/strategy.ts';
import type { Look } from '../../shared/domain/shard/look.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';

/** Another instance may have learnt something; that it is known here a little later costs a visit in vain at most. */
const copyMaxAgeMs = 60_000;
const mostShops = 1_000;

interface Copy {
  readonly way: RememberedWay;
  readonly readAtMs: number;
}

/** Which way to a shop's pages works, as all instances know it, read at most once a minute and shop. */
export class ShopWays {
  readonly #catalogue: Documents;
  readonly #clock: Clock;
  readonly #copies = new Map<string, Copy>();

  constructor({ catalogue, clock }: { readonly catalogue: Documents; readonly clock: Clock }) {
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  /**
   * The way that works for the shop. Once a day `doubted` says that one offer should begin with the cheapest way again;
   * whoever is told so is the one to do it.
   */
  async usual(
    shopId: string,
    allowed: readonly Strategy[],
  ): Promise<{ readonly way: RememberedWay; readonly doubted: boolean }> {
    const [cheapest = 'http'] = allowed;
    // Nothing to choose, so nothing to look up.
    if (allowed.length < 2) return { way: { strategy: cheapest, sinceMs: 0 }, doubted: false };
    const way = await this.#current(shopId, allowed);
    const nowMs = this.#clock.nowMs();
    if (way.strategy === cheapest || isRemembered(way, nowMs)) return { way, doubted: false };
    const since = { strategy: way.strategy, sinceMs: nowMs };
    await this.#remember(shopId, since);
    return { way: since, doubted: true };
  }

  /** Learns from one scheduled look of an offer whose shard mates are `others`. */
  async learn(
    shopId: string,
    allowed: readonly Strategy[],
    look: Look,
    others: () => readonly ShardOffer[],
  ): Promise<void> {
    if (allowed.length < 2 || look.type !== 'read' || look.observation.outcome !== 'price') return;
    const by = { strategy: look.observation.strategy, sinceMs: look.checkedAtMs };
    const way = await this.#current(shopId, allowed);
    if (by.strategy === way.strategy) return;
    const othersReadAsUsual = others().some(({ outcome, readBy }) => outcome === 'price' && readBy === undefined);
    const learnt = wayLearnt(allowed, way, by, othersReadAsUsual);
    if (learnt) await this.#remember(shopId, learnt);
  }

  async #current(shopId: string, allowed: readonly Strategy[]): Promise<RememberedWay> {
    const copy = this.#copies.get(shopId);
    if (copy && this.#clock.nowMs() - copy.readAtMs < copyMaxAgeMs) return copy.way;
    const shop = await shops.get(this.#catalogue, shopId);
    const [cheapest = 'http'] = allowed;
    const { strategy = cheapest, strategySinceMs: sinceMs = 0 } = shop?.value ?? {};
    const way = allowed.includes(strategy) ? { strategy, sinceMs } : { strategy: cheapest, sinceMs: 0 };
    this.#keep(shopId, way);
    return way;
  }

  async #remember(shopId: string, { strategy, sinceMs }: RememberedWay): Promise<void> {
    await this.#catalogue.transaction(async (read) => {
      const isKnown = (await shops.get(read, shopId)) !== undefined;
      const writes = isKnown ? [shops.update(shopId, fields({ strategy, strategySinceMs: sinceMs }))] : [];
      return { writes, result: undefined };
    });
    this.#keep(shopId, { strategy, sinceMs });
  }

  #keep(shopId: string, way: RememberedWay): void {
    this.#copies.delete(shopId);
    const [oldest] = this.#copies.keys();
    if (oldest !== undefined && this.#copies.size >= mostShops) this.#copies.delete(oldest);
    this.#copies.set(shopId, { way, readAtMs: this.#clock.nowMs() });
  }
}
