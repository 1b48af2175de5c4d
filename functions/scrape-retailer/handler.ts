import type { Stored } from '../../shared/documents/collection.ts';
import { type Shard, type ShardOffer, shards } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { dueOffers, nextDueMs } from '../../shared/domain/shard/due-offers.ts';
import type { BatchSummary } from '../../shared/messages/price-observed.ts';
import type { ScrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { BreakerGuard } from '../../shared/runtime/breaker-guard.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { Handle, MessageContext } from '../../shared/runtime/receive.ts';
import { type LookAtOffer, lookAtOffer, readerVersion } from './look-at-offer.ts';
import { mergeIntoShop } from './merge-into-shop.ts';
import { pauseShop, type ReserveSlots, reserveShopSlots } from './reserve-slots.ts';
import { ShardRun } from './shard-run.ts';

export interface ScrapeRetailer extends LookAtOffer, ReserveSlots {
  readonly retailers: RetailerDirectory;
  readonly breakers: BreakerGuard;
  readonly skipWithinMs: number;
}

/** A batch stops here; offers not reached stay due. */
const batchMs = 240_000;
/** Longer than a batch and its last writes may take. */
const claimMs = batchMs + 60_000;
/** A run that lasts longer is likely to be met by the next plan. */
const shortRunMs = 20_000;
/** A second look that cannot begin by then would come too late. */
const confirmWaitMs = 45_000;

export const scrapeRetailer =
  (deps: ScrapeRetailer): Handle<ScrapeRequested> =>
  async (request, context) => {
    const { log } = context;
    const nowMs = deps.clock.nowMs();
    const shard = await shards.get(deps.catalogue, request.shardId);
    if (!shard) return log.info('asked to look at a shard that is gone', { shardId: request.shardId });
    const retailer = deps.retailers.byId(shard.value.retailerId);
    if (!retailer)
      return log.error('a shard names an unknown retailer', { shardId: shard.id, retailerId: shard.value.retailerId });

    const run = new ShardRun(
      shard,
      { catalogue: deps.catalogue, publish: context.publish, batchId: deps.random.nonce() },
      request.purpose === 'confirm'
        ? { purpose: 'confirm', anomalyId: request.anomalyId, readerVersion }
        : { purpose: 'scheduled', readerVersion },
      request.purpose === 'scheduled'
        ? { askedForMs: request.dueAtMs, untilMs: nowMs + claimMs, atLatestMs: nowMs + shortRunMs }
        : null,
    );
    await run.publishLeftovers();
    const isScheduled = request.purpose === 'scheduled';
    if (isScheduled && isTaken(shard.value, request.dueAtMs)) return;

    const wanted = wantedOffers(request, shard, nowMs, deps.skipWithinMs);
    const admission = await deps.breakers.admit(serviceOf(shard.value));
    if (admission.type === 'refused') {
      return log.warn('not looked at: the breaker is open', { shardId: shard.id, retryAtMs: admission.retryAtMs });
    }
    // Due, and yet looked at in part just now: whoever looked did not come to the end.
    const afterCut = isScheduled && wanted.length < Object.keys(shard.value.offers).length;
    if (run.goesOn || afterCut) await run.claim();
    const merge = (batches: readonly BatchSummary[]) =>
      mergeIntoShop(deps.catalogue, shard, batches, deps.clock.nowMs());
    const left = run.takeOver();
    if (left.length > 0) await merge(left);

    // The one probe of a half-open breaker is one request.
    const offers = admission.probe ? wanted.slice(0, 1) : wanted;
    const maxWaitMs = request.purpose === 'confirm' ? confirmWaitMs : batchMs;
    const slotsMs = await reserveShopSlots(deps, shard.value.shopId, retailer, offers.length, maxWaitMs);
    const visits = slotsMs.flatMap((atMs, i) => (offers[i] ? [{ offer: offers[i], atMs }] : []));

    if (request.purpose === 'confirm' && visits.length < offers.length && nowMs < request.decideByMs) {
      throw new TransientError('the shop has no time for a second look yet');
    }
    if (visits.some(({ atMs }) => atMs > nowMs + shortRunMs)) await run.claim();
    const looked = await lookAtAll(deps, { visits, run, shard, retailer, request, context });

    const complete = looked === wanted.length;
    await run.finish({
      nextDueAtMs: isScheduled ? (leftOver) => nextDueMs(shard.value, nowMs, leftOver || !complete) : null,
      afterCut,
      merge: (batch) => merge([batch]),
    });
    log.debug('looked', { shardId: shard.id, wanted: wanted.length, looked, changes: run.changes });
  };

/** Whether another run has been asked to look at it since, or has looked. */
const isTaken = ({ dueAtMs, claimedFor }: Shard, askedForMs: number) =>
  dueAtMs > askedForMs && claimedFor !== askedForMs;

const serviceOf = ({ shopId }: Shard) => `retailer:${shopId}`;

function wantedOffers(
  request: ScrapeRequested,
  shard: Stored<Shard>,
  nowMs: number,
  skipWithinMs: number,
): [string, ShardOffer][] {
  if (request.purpose === 'scheduled') return dueOffers(shard.value, nowMs, skipWithinMs);
  const offer = shard.value.offers[request.offerId];
  // One second look is enough, however often it is asked for.
  return offer && offer.lookedAgainFor !== request.anomalyId ? [[request.offerId, offer]] : [];
}

interface Visits {
  readonly visits: readonly { readonly offer: [string, ShardOffer]; readonly atMs: number }[];
  readonly run: ShardRun;
  readonly shard: Stored<Shard>;
  readonly retailer: Retailer;
  readonly request: ScrapeRequested;
  readonly context: MessageContext;
}

/** Visits the offers at their slots; gives how many were visited before time, the breaker or the shop's own wish ended it. */
async function lookAtAll(
  deps: ScrapeRetailer,
  { visits, run, shard, retailer, request, context }: Visits,
): Promise<number> {
  const service = serviceOf(shard.value);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(batchMs), stop.signal]);
  const looks = inParallel(
    visits,
    retailer.pacing.concurrency,
    async ({ offer: [offerId, offer], atMs }) => {
      const waitMs = atMs - deps.clock.nowMs();
      if (waitMs > 0) await deps.clock.sleep(waitMs, signal);
      return { offerId, visit: await lookAtOffer(deps, offer, retailer, request.purpose, signal) };
    },
    signal,
  );
  let looked = 0;
  try {
    for await (const { offerId, visit } of looks) {
      if (visit.type === 'cancelled') continue;
      looked += 1;
      await run.add(offerId, visit.look);
      await deps.breakers.record(service, visit.shop);
      if (visit.pauseMs !== undefined) {
        stop.abort();
        await pauseShop(deps, shard.value.shopId, visit.pauseMs);
      } else if (visit.shop === 'failure' && (await deps.breakers.admit(service)).type === 'refused') {
        stop.abort();
      }
    }
  } catch (error) {
    // Time is over: what was not reached stays due.
    if (!signal.aborted) throw error;
  }
  return looked;
}
