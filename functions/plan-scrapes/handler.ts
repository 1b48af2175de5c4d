import { breakers } from '../../shared/documents/breaker.ts';
import { fields } from '../../shared/documents/fields.ts';
import { pacing } from '../../shared/documents/pacing.ts';
import { shards } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { type DueShard, planScans, type ShopReadiness } from '../../shared/domain/shard/plan-scans.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Handle } from '../../shared/runtime/receive.ts';

interface PlanScrapes {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly retailers: RetailerDirectory;
  /** How far ahead visits to a shop are planned. */
  readonly horizonMs: number;
}

/** Read at once: each with up to 50 offers. */
const shardsPerPage = 500;
/** More than this wait for the next scan; the longest overdue are planned first. */
const mostPlanned = 500;
/** Shards that nobody can look at now stay the longest overdue: so many are passed over for those behind them. */
const mostRead = 2_500;
/** What only an operator can mend would be asked for in vain every minute. */
const leftAloneMs = 3_600_000;

export const planScrapes =
  (deps: PlanScrapes): Handle<object> =>
  async (_scan, { publish, log }) => {
    const { catalogue, clock, retailers, horizonMs } = deps;
    const nowMs = clock.nowMs();
    let hopeless: string[] = [];
    const query = { range: { max: nowMs }, limit: shardsPerPage };
    const pages = shards.pages(catalogue, 'due', query, (error) => {
      log.error('a shard cannot be read and is left alone for an hour', {}, error);
      hopeless.push(error.id);
    });
    const due: DueShard[] = [];
    const readiness = new Map<string, ShopReadiness>();
    let planned: readonly DueShard[] = [];
    for await (const page of pages) {
      const retailerOfShop = new Map<string, Retailer>();
      for (const { id: shardId, value } of page) {
        const { shopId, retailerId, dueAtMs, offers } = value;
        const retailer = retailers.byId(retailerId);
        if (retailer) {
          if (!readiness.has(shopId)) retailerOfShop.set(shopId, retailer);
          due.push({ shardId, shopId, dueAtMs, offers: Object.keys(offers).length });
        } else {
          log.error('a shard names an unknown retailer and is left alone for an hour', { shardId, retailerId });
          hopeless.push(shardId);
        }
      }
      const left = fields({ dueAtMs: nowMs + leftAloneMs });
      if (hopeless.length > 0) await catalogue.write(hopeless.map((id) => shards.update(id, left)));
      hopeless = [];
      for (const [shopId, ready] of await readinessOf(catalogue, retailerOfShop, nowMs)) readiness.set(shopId, ready);
      planned = planScans(due, (shopId) => readiness.get(shopId) ?? unknown, nowMs, horizonMs).slice(0, mostPlanned);
      if (planned.length === mostPlanned || due.length >= mostRead) break;
    }
    await publish(
      scrapeRequested,
      planned.map(({ shardId, dueAtMs }) => ({ purpose: 'scheduled' as const, shardId, dueAtMs })),
    );
    log.debug('planned', { due: due.length, planned: planned.length });
  };

const unknown: ShopReadiness = { breakerOpen: false, meanDelayMs: 0, nextFreeMs: 0 };

async function readinessOf(
  catalogue: Documents,
  retailerOfShop: ReadonlyMap<string, Retailer>,
  nowMs: number,
): Promise<ReadonlyMap<string, ShopReadiness>> {
  const shopIds = [...retailerOfShop.keys()];
  const services = shopIds.map((shopId) => `retailer:${shopId}`);
  const [states, paces] = await Promise.all([breakers.getAll(catalogue, services), pacing.getAll(catalogue, shopIds)]);
  return new Map(
    [...retailerOfShop].map(([shopId, { pacing: pace }], i) => {
      const state = states[i]?.value;
      const ready: ShopReadiness = {
        breakerOpen: state?.state === 'open' && (state.nextRetryAtMs ?? Number.POSITIVE_INFINITY) > nowMs,
        meanDelayMs: (pace.minDelayMs + pace.maxDelayMs) / 2 / pace.concurrency,
        nextFreeMs: paces[i]?.value.nextFreeMs ?? 0,
      };
      return [shopId, ready];
    }),
  );
}
