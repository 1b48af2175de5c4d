import type { Stored } from '../../shared/documents/collection.ts';
import type { Shard, ShardOffer } from '../../shared/documents/shard.ts';
import { type Strategy, waysToTry } from '../../shared/domain/fetching/strategy.ts';
import { dueOffers, nextDueMs } from '../../shared/domain/shard/due-offers.ts';
import { type ScrapeRequested, scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import type { ScrapeRetailer } from './handler.ts';
import { readerVersion } from './look-at-offer.ts';
import { type OpenShard, openShard, serviceOf } from './open-shard.ts';
import { reserveShopSlots, reserveUrgentSlot } from './reserve-slots.ts';
import { ShardRun } from './shard-run.ts';
import { batchMs, visitOffers } from './visit-offers.ts';

/** A second look that cannot begin by then would come too late. */
const confirmWaitMs = 45_000;

/** Longer than a batch and its last writes may take. */
const claimMs = batchMs + 60_000;
/** A run that lasts longer is likely to be met by the next plan. */
const shortRunMs = 20_000;

/** Looks at a shard's due offers when it is its shop's turn, or at one offer for the second time. */
export async function lookAtShard(
  deps: ScrapeRetailer,
  request: ScrapeRequested,
  context: MessageContext,
): Promise<void> {
  const opened = await openShard(deps, request.shardId, context);
  if (!opened) return;
  if (request.purpose === 'confirm') {
    await lookNow(deps, request, opened, context);
    return;
  }
  const { shopId, claimedBy } = opened.shard.value;
  if (isTaken(opened.shard.value, request.dueAtMs, context.messageId)) return;
  const turn = deps.turns.begin(shopId, request, claimedBy === context.messageId, deps.clock.nowMs());
  if (!turn) return context.log.debug('waits for another batch of its shop', { shardId: request.shardId });
  let looked = 0;
  try {
    looked = await lookNow(deps, request, opened, context);
  } finally {
    await context.publish(scrapeRequested, turn.end(looked, deps.clock.nowMs()));
  }
}

/** Gives how many offers were looked at. */
async function lookNow(
  deps: ScrapeRetailer,
  request: ScrapeRequested,
  { shard, retailer, merge }: OpenShard,
  context: MessageContext,
): Promise<number> {
  const { log, publish } = context;
  const isScheduled = request.purpose === 'scheduled';
  const nowMs = deps.clock.nowMs();
  const run = new ShardRun(
    shard,
    { catalogue: deps.catalogue, publish, batchId: context.messageId, merge },
    request.purpose === 'confirm'
      ? { purpose: 'confirm', anomalyId: request.anomalyId, readerVersion }
      : { purpose: 'scheduled', readerVersion },
    request.purpose === 'scheduled'
      ? { by: context.messageId, untilMs: nowMs + claimMs, atLatestMs: nowMs + shortRunMs }
      : null,
  );
  const wanted = wantedOffers(request, shard, nowMs, deps.skipWithinMs);
  const admission = await deps.breakers.admit(serviceOf(shard.value));
  if (admission.type === 'refused') {
    log.warn('not looked at: the breaker is open', { shardId: shard.id, retryAtMs: admission.retryAtMs });
    return 0;
  }
  // The one probe of a half-open breaker is one request.
  const offers = admission.probe ? wanted.slice(0, 1) : wanted;
  const { shopId } = shard.value;
  const slotsMs =
    isScheduled || offers.length === 0
      ? await reserveShopSlots(deps, shopId, retailer, offers.length, batchMs)
      : await reserveUrgentSlot(deps, shopId, retailer, confirmWaitMs);
  const allowed = await deps.allowedWays(retailer);
  const waysOf = await waysForBatch(deps, shopId, allowed, request.purpose);
  const visits = slotsMs.flatMap((atMs, i) => {
    const offer = offers[i];
    return offer ? [{ offer, atMs, ways: waysOf(offer[1], i) }] : [];
  });

  if (request.purpose === 'confirm' && visits.length < offers.length && nowMs < request.decideByMs) {
    throw new TransientError('the shop has no time for a second look yet', { isWaiting: true });
  }
  // What could not be reached is tried for as long as is allowed: the next plan comes before its end.
  const isLong = ({ atMs, offer: [, { outcome }] }: (typeof visits)[number]) =>
    atMs > nowMs + shortRunMs || outcome === 'unreachable';
  if (visits.some(isLong)) await run.claim();
  const { looked, awaitedUntilMs } = await visitOffers(deps, visits, {
    run,
    shard,
    retailer,
    allowed,
    request,
    context,
  });

  const complete = looked === wanted.length;
  await run.finish(
    isScheduled ? (leftOver) => nextDueMs(shard.value, nowMs, leftOver || !complete, awaitedUntilMs) : null,
  );
  log.debug('looked', { shardId: shard.id, wanted: wanted.length, looked, changes: run.changes });
  return looked;
}

/** Whether another message's run is at it, or somebody has looked since. */
const isTaken = ({ dueAtMs, claimedBy }: Shard, askedForMs: number, messageId: string) =>
  dueAtMs > askedForMs && claimedBy !== messageId;

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

/** The ways to try for each offer of a batch. While the shop's usual way is doubted, the first offer tries the cheapest. */
async function waysForBatch(
  { shopWays, clock }: ScrapeRetailer,
  shopId: string,
  allowed: readonly Strategy[],
  purpose: ScrapeRequested['purpose'],
): Promise<(offer: ShardOffer, index: number) => readonly Strategy[]> {
  const { way, doubted } = await shopWays.usual(shopId, allowed);
  const nowMs = clock.nowMs();
  return (offer, index) =>
    doubted && index === 0 && purpose === 'scheduled' ? allowed : waysToTry(allowed, way, offer, purpose, nowMs);
}
