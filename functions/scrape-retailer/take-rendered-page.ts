import type { AwaitedRender, ShardOffer } from '../../shared/documents/shard.ts';
import type { PageRendered } from '../../shared/messages/page-rendered.ts';
import type { FetchResult } from '../../shared/ports/page-source.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';
import type { ScrapeRetailer } from './handler.ts';
import { readerVersion, readFetched, type Visit } from './look-at-offer.ts';
import { openShard } from './open-shard.ts';
import { settleVisit } from './settle-visit.ts';
import { ShardRun } from './shard-run.ts';
import { asksForAnotherWay, keepSeen, seenBy, tryWays } from './try-ways.ts';

/** Reads a page that the browser rendered, exactly as one fetched over HTTP, if it is the one that is awaited. */
export async function takeRenderedPage(
  deps: ScrapeRetailer,
  rendered: PageRendered,
  context: MessageContext,
): Promise<void> {
  const { log, publish, signal } = context;
  await deps.browserBeat();
  const opened = await openShard(deps, rendered.shardId, context);
  if (!opened) return;
  const { shard, retailer, merge } = opened;
  const { offerId, renderId } = rendered;
  const offer = shard.value.offers[offerId];
  const awaited = offer?.awaited?.renderId === renderId ? offer.awaited : undefined;
  const { purpose = 'scheduled', anomalyId } = awaited ?? {};
  const run = new ShardRun(
    shard,
    { catalogue: deps.catalogue, publish, batchId: renderId, merge },
    { purpose, readerVersion, ...(anomalyId ? { anomalyId } : {}) },
    null,
  );
  if (offer && awaited) {
    const visit = await lookAtRendered(offer, awaited);
    if (visit.type === 'cancelled') throw new TransientError('there was no time left for another way to the page');
    const allowed = await deps.allowedWays(retailer);
    await settleVisit(deps, offerId, visit, { run, shard, retailer, allowed, purpose });
  } else log.info('a page came that nobody awaits', { shardId: shard.id, offerId });
  await run.finish(null);

  async function lookAtRendered(
    offer: ShardOffer,
    { purpose, anomalyId, escalated, others, seen }: AwaitedRender,
  ): Promise<Visit> {
    const { shopId } = shard.value;
    const wanted = { log, shardId: shard.id, offerId, shopId, offer, retailer, purpose, anomalyId };
    const about = { ...wanted, strategy: 'browser', escalated, checkedAtMs: rendered.renderedAtMs } as const;
    const visit = await readFetched(deps, await fetchedOf(deps, rendered), about);
    const known = keepSeen(seen, visit);
    if (others.length === 0 || !asksForAnotherWay(visit, wanted)) return known;
    const ways = { ways: others, escalated: true, seen: seenBy(known) };
    const tried = await tryWays(deps, ways, { ...wanted, signal });
    // The browser is never left among the others.
    return tried.type === 'to-render' ? known : tried;
  }
}

async function fetchedOf({ unpackHtml }: ScrapeRetailer, { result }: PageRendered): Promise<FetchResult> {
  if (result.type === 'page') {
    const { status, url, packedHtml } = result;
    const html = await unpackHtml(packedHtml);
    return { type: 'page', status, url, html, validators: {}, bytes: html.length };
  }
  const { type, failure, detail, retryAfterMs } = result;
  return { type, failure, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
