import { breakers } from '../../shared/documents/breaker.ts';
import { fields } from '../../shared/documents/fields.ts';
import { pacing } from '../../shared/documents/pacing.ts';
import { shards } from '../../shared/documents/shard.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { planScans, type ShopReadiness } from '../../shared/domain/shard/plan-scans.ts';
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

/** More shards than this wait for the next scan; the longest overdue are planned first. */
const maxShardsPerScan = 500;
/** What only an operator can mend would be asked for in vain every minute. */
const leftAloneMs = 3_600_000;

export const planScrapes =
  ({ catalogue, clock, retailers, horizonMs }: PlanScrapes): Handle<object> =>
  async (_scan, { publish, log }) => {
    const nowMs = clock.nowMs();
    const hopeless = new Set<string>();
    const found = await shards.find(catalogue, 'due', { range: { max: nowMs }, limit: maxShardsPerScan }, (error) => {
      log.error('a shard cannot be read and is left alone for an hour', {}, error);
      hopeless.add(error.id);
    });
    for (const { id, value } of found) {
      if (retailers.byId(value.retailerId)) continue;
      const about = { shardId: id, retailerId: value.retailerId };
      log.error('a shard names an unknown retailer and is left alone for an hour', about);
      hopeless.add(id);
    }
    const due = found.filter(({ id }) => !hopeless.has(id));
    const laterMs = nowMs + leftAloneMs;
    if (hopeless.size > 0)
      await catalogue.write([...hopeless].map((id) => shards.update(id, fields({ dueAtMs: laterMs }))));
    const retailerOfShop = new Map(due.map(({ value }) => [value.shopId, retailers.byId(value.retailerId)]));
    const shopIds = [...retailerOfShop.keys()];
    const [states, paces] = await Promise.all([
      breakers.getAll(
        catalogue,
        shopIds.map((shopId) => `retailer:${shopId}`),
      ),
      pacing.getAll(catalogue, shopIds),
    ]);
    const readiness = new Map<string, ShopReadiness>();
    for (const [i, shopId] of shopIds.entries()) {
      const { minDelayMs = 0, maxDelayMs = 0, concurrency = 1 } = retailerOfShop.get(shopId)?.pacing ?? {};
      const state = states[i]?.value;
      readiness.set(shopId, {
        breakerOpen: state?.state === 'open' && (state.nextRetryAtMs ?? Number.POSITIVE_INFINITY) > nowMs,
        meanDelayMs: (minDelayMs + maxDelayMs) / 2 / concurrency,
        nextFreeMs: paces[i]?.value.nextFreeMs ?? 0,
      });
    }

    const planned = planScans(
      due.map(({ id, value }) => ({
        shardId: id,
        shopId: value.shopId,
        dueAtMs: value.dueAtMs,
        offers: Object.keys(value.offers).length,
      })),
      (shopId) => readiness.get(shopId) ?? { breakerOpen: false, meanDelayMs: 0, nextFreeMs: 0 },
      nowMs,
      horizonMs,
    );
    await publish(
      scrapeRequested,
      planned.map(({ shardId, dueAtMs }) => ({ purpose: 'scheduled' as const, shardId, dueAtMs })),
    );
    log.debug('planned', { due: due.length, planned: planned.length });
  };
