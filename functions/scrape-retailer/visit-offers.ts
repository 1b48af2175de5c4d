import type { ShardOffer } from '../../shared/documents/shard.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { ScrapeRequested } from '../../shared/messages/scrape-requested.ts';
import { inParallel } from '../../shared/runtime/in-parallel.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import { askForRender } from './ask-for-render.ts';
import type { ScrapeRetailer } from './handler.ts';
import { serviceOf } from './open-shard.ts';
import { type Settling, settleVisit } from './settle-visit.ts';
import { tryWays } from './try-ways.ts';

/** A batch stops here; offers not reached stay due. */
export const batchMs = 240_000;
/** A second look that is late is of use all the same. */
const confirmWaitMs = 60_000;
/** So long an asked page is awaited before it is asked for again. */
const renderWaitMs = 10 * 60_000;

interface PlannedVisit {
  readonly offer: readonly [string, ShardOffer];
  readonly atMs: number;
  readonly ways: readonly Strategy[];
}

interface Batch extends Omit<Settling, 'purpose'> {
  readonly request: ScrapeRequested;
  readonly context: MessageContext;
}

/**
 * Visits the offers at their slots, until time, the breaker or the shop's own wish ends it. Gives how many were visited
 * or asked to be rendered, and until when each page asked for is awaited.
 */
export async function visitOffers(
  deps: ScrapeRetailer,
  visits: readonly PlannedVisit[],
  batch: Batch,
): Promise<{ readonly looked: number; readonly awaitedUntilMs: readonly number[] }> {
  const { shard, retailer, request, context } = batch;
  const { purpose } = request;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(batchMs), stop.signal]);
  const looks = inParallel(
    visits,
    retailer.pacing.concurrency,
    async ({ offer: [offerId, offer], atMs, ways }) => {
      const waitMs = atMs - deps.clock.nowMs();
      if (waitMs > 0) await deps.clock.sleep(waitMs, signal);
      const tried = await tryWays(
        deps,
        { ways, escalated: false },
        {
          ...{ log: context.log, shardId: shard.id, offerId, shopId: shard.value.shopId },
          ...{ offer, retailer, purpose, signal },
          anomalyId: purpose === 'confirm' ? request.anomalyId : undefined,
        },
      );
      // Said here already, or the next page would be asked for meanwhile.
      if (tried.type === 'looked' && tried.pauseMs !== undefined) stop.abort();
      if (tried.type !== 'to-render') return { offerId, visit: tried };
      const render = renderFor(request, deps.clock.nowMs());
      const awaited = {
        ...render,
        renderId: deps.random.nonce(),
        escalated: tried.escalated,
        others: [...tried.others],
        ...(tried.seen ? { seen: tried.seen } : {}),
      };
      const asked = { shardId: shard.id, offerId, url: offer.url, notBeforeMs: tried.notBeforeMs };
      await askForRender({ ...deps, publish: context.publish }, asked, retailer, awaited);
      return { offerId, awaitedUntilMs: render.untilMs };
    },
    signal,
  );
  let looked = 0;
  const awaitedUntilMs: number[] = [];
  try {
    for await (const { offerId, ...ended } of looks) {
      if (ended.visit?.type === 'cancelled') continue;
      looked += 1;
      if (ended.visit === undefined) {
        awaitedUntilMs.push(ended.awaitedUntilMs);
        continue;
      }
      await settleVisit(deps, offerId, ended.visit, { ...batch, purpose });
      const isDoubtful = ended.visit.shop === 'failure';
      if (isDoubtful && (await deps.breakers.admit(serviceOf(shard.value))).type === 'refused') stop.abort();
    }
  } catch (error) {
    // Time is over: what was not reached stays due.
    if (!signal.aborted) throw error;
  }
  return { looked, awaitedUntilMs };
}

/** What a page is rendered for, and how long it is of use. */
function renderFor(request: ScrapeRequested, nowMs: number) {
  if (request.purpose === 'scheduled') return { purpose: request.purpose, untilMs: nowMs + renderWaitMs };
  const { purpose, anomalyId, decideByMs } = request;
  return { purpose, anomalyId, untilMs: Math.max(decideByMs, nowMs + confirmWaitMs) };
}
