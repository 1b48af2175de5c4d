import type { Stored } from '../../shared/documents/collection.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { type ShardOffer, shards } from '../../shared/documents/shard.ts';
import { shops } from '../../shared/documents/shop.ts';
import { emptyShopWatch } from '../../shared/domain/detection/shop-watch.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { HostMap } from '../../shared/domain/fetching/target.ts';
import { pageKey } from '../../shared/domain/offer/comparison.ts';
import { offerIdOf } from '../../shared/domain/offer/offer-url.ts';
import { shopIdOf } from '../../shared/domain/offer/shop-id.ts';
import type { Documents, Write } from '../../shared/ports/documents.ts';

const offersPerShard = 50;

/**
 * Adds an offer to its shop's open shard, due at once. One that is watched already stays as it is, but for a port that
 * has changed of a shop among `namedHosts`.
 */
export async function watchOffer(
  catalogue: Documents,
  url: string,
  retailer: Retailer,
  nowMs: number,
  namedHosts?: HostMap,
): Promise<{ readonly offerId: string; readonly added: boolean }> {
  const offerId = offerIdOf(url, namedHosts);
  const shopId = shopIdOf(retailer, url);
  const added = await catalogue.transaction<boolean>(async (read) => {
    const [offer, shop] = await Promise.all([offers.get(read, offerId), shops.get(read, shopId)]);
    if (offer) return { writes: offer.value.url === url ? [] : moved(offer, url), result: false };
    const full = (shop?.value.openShardOffers ?? 0) >= offersPerShard;
    const number = (shop?.value.openShard ?? 1) + (full ? 1 : 0);
    const shardId = `${shopId}:${number}`;
    const shard = await shards.get(read, shardId);
    const entry: ShardOffer = {
      url,
      checkedAtMs: 0,
      outcome: null,
      outcomeSinceMs: nowMs,
      seen: null,
      sequence: 0,
    };
    const checkEveryMs = retailer.checkEveryMinutes * 60_000;
    const shardWrite: Write = shard
      ? shards.update(shardId, [field(['offers', offerId], entry), field(['dueAtMs'], nowMs)])
      : shards.create(shardId, {
          shopId,
          retailerId: retailer.id,
          dueAtMs: nowMs,
          checkEveryMs,
          offers: { [offerId]: entry },
          outbox: {},
        });
    const shopWrite: Write = shop
      ? shops.update(
          shopId,
          fields({
            openShard: number,
            openShardOffers: full ? 1 : shop.value.openShardOffers + 1,
            offers: shop.value.offers + 1,
          }),
        )
      : shops.create(shopId, {
          retailerId: retailer.id,
          name: retailer.hosts.length > 0 ? retailer.name : new URL(url).hostname,
          openShard: 1,
          openShardOffers: 1,
          offers: 1,
          watch: emptyShopWatch,
          mergedBatchIds: [],
          lastBatchAtMs: null,
          blind: null,
          strategy: 'http',
        });
    const offerWrite = offers.create(offerId, {
      url,
      shopId,
      retailerId: retailer.id,
      shardId,
      facts: {},
      gtin: null,
      page: pageKey(url),
      price: null,
      availability: null,
      outcome: null,
      lastSequence: 0,
      gap: null,
      detector: null,
      openAnomalyId: null,
      deals: [],
      dealEndedAtMs: null,
      history: null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    });
    return { writes: [offerWrite, shardWrite, shopWrite], result: true };
  });
  return { offerId, added };
}

const moved = ({ id, value: { shardId } }: Stored<Offer>, url: string): Write[] => [
  offers.update(id, fields({ url, page: pageKey(url) })),
  shards.update(shardId, [field(['offers', id, 'url'], url)]),
];
