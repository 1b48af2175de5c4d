import { field } from '../../shared/documents/fields.ts';
import { type AwaitedRender, shards } from '../../shared/documents/shard.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { pauseBetween } from '../../shared/domain/fetching/pacing.ts';
import { renderRequested } from '../../shared/messages/render-requested.ts';
import type { Random } from '../../shared/ports/clock.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Publish } from '../../shared/runtime/publish.ts';

interface AskForRender {
  readonly catalogue: Documents;
  readonly publish: Publish;
  readonly random: Random;
}

/**
 * Asks the browser for an offer's page. That it is awaited is written first: a request lost between the two is asked
 * again when its time is over, and a page that nobody awaits is not taken.
 */
export async function askForRender(
  { catalogue, publish, random }: AskForRender,
  offer: { readonly shardId: string; readonly offerId: string; readonly url: string; readonly notBeforeMs: number },
  retailer: Retailer,
  awaited: AwaitedRender,
): Promise<void> {
  const { shardId, offerId } = offer;
  const { renderId, purpose, anomalyId, untilMs: voidAtMs } = awaited;
  const isWanted = await catalogue.transaction<boolean>(async (read) => {
    const shard = await shards.get(read, shardId);
    const current = shard?.value.offers[offerId];
    const hasBeenMade = anomalyId !== undefined && current?.lookedAgainFor === anomalyId;
    if (!current || hasBeenMade) return { writes: [], result: false };
    return { writes: [shards.update(shardId, [field(['offers', offerId, 'awaited'], awaited)])], result: true };
  });
  if (!isWanted) return;
  const locale = retailer.locale ? { locale: retailer.locale } : {};
  const paceMs = pauseBetween(retailer.pacing, random.fraction());
  await publish(renderRequested, [
    { ...offer, ...locale, paceMs, renderId, purpose, robots: retailer.robots, voidAtMs },
  ]);
}
