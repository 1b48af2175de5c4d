import { expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { mergeIntoShop } from '../../../functions/scrape-retailer/merge-into-shop.ts';
import { ShardRun } from '../../../functions/scrape-retailer/shard-run.ts';
import { shards } from '../../../shared/documents/shard.ts';
import { shops } from '../../../shared/documents/shop.ts';
import type { Look } from '../../../shared/domain/shard/look.ts';
import { priceObserved } from '../../../shared/messages/price-observed.ts';
import { testPlatform } from '../../support/test-platform.ts';

const shopId = 'generic~shop.example';
const shardId = `${shopId}:1`;
const startMs = Date.UTC(2026, 0, 10);

const look = (checkedAtMs: number, minor: number): Look => ({
  type: 'read',
  checkedAtMs,
  observation: {
    ...{ checkedAtMs, outcome: 'price', price: { minor, currency: 'EUR' }, confidence: 1, strategy: 'http' },
    ...{ votes: [], reasons: [], facts: {} },
  },
});

it('What another run wrote is told the shop’s record before a run that meets it publishes it', async () => {
  const { catalogue, retailers } = testPlatform();
  for (const n of [1, 2]) {
    const url = `https://shop.example/${n}`;
    await watchOffer(catalogue, url, retailers.forUrl(url), startMs);
  }
  const seen: { readonly batchId: string; readonly changesKnown: number | undefined }[] = [];
  const open = async (batchId: string, isKilled = false) => {
    const shard = await shards.get(catalogue, shardId);
    if (!shard) throw new Error('nothing is watched');
    return new ShardRun(
      shard,
      {
        catalogue,
        batchId,
        publish: async (_topic, bodies) => {
          const watch = (await shops.get(catalogue, shopId))?.value.watch;
          for (const body of priceObserved.schema.array().parse(bodies))
            seen.push({ batchId: body.batch.batchId, changesKnown: watch?.changed });
        },
        merge: async (batch) => {
          if (isKilled) throw new Error('killed');
          await mergeIntoShop(catalogue, { shardId, shopId }, batch, startMs);
        },
      },
      { purpose: 'scheduled', readerVersion: 1 },
      null,
    );
  };
  const [first = '', second = ''] = Object.keys((await shards.get(catalogue, shardId))?.value.offers ?? {});
  const before = await open('before');
  for (const offerId of [first, second]) await before.add(offerId, look(startMs + 1_000, 1_000));
  await before.finish(null);
  seen.length = 0;

  const lasting = await open('lasting');
  const rendered = await open('rendered', true);
  await rendered.add(first, look(startMs + 100_000, 100));
  await expect(rendered.finish(null)).rejects.toThrow('killed');
  for (const atMs of [101_000, 103_000]) await lasting.add(second, look(startMs + atMs, atMs));
  expect(seen.find(({ batchId }) => batchId === 'rendered')?.changesKnown).toBe(3);
  await lasting.finish(null);
  expect((await shops.get(catalogue, shopId))?.value.watch.changed).toBe(3);
});
