import { expect, it } from 'vitest';
import { loadDemo } from '../../infra/local/demo.ts';
import { startDemoShop } from '../../infra/local/demo-shop/demo-shop.ts';
import { shards } from '../../shared/documents/shard.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { testPlatform } from '../support/test-platform.ts';

it('watches the demo’s offers once, wherever its shops are reached: a later start on another port moves them', async () => {
  const platform = testPlatform();
  const watchedAfterStart = async () => {
    const shop = await startDemoShop({ port: 0, clock: platform.clock });
    await loadDemo({ ...platform, retailers: retailerDirectory([...shop.retailers, ...builtInRetailers]) }, shop);
    await shop.stop();
    const found = await shards.find(platform.catalogue, 'due', { limit: 100 });
    const watched = found.flatMap(({ value }) => Object.entries(value.offers).map(([id, { url }]) => ({ id, url })));
    return { ids: watched.map(({ id }) => id), urls: watched.map(({ url }) => url), expected: shop.offers };
  };
  const first = await watchedAfterStart();
  const second = await watchedAfterStart();
  expect(first.urls.sort()).toEqual(first.expected.map(({ url }) => url).sort());
  expect(second.ids).toEqual(first.ids);
  expect(second.urls.sort()).toEqual(second.expected.map(({ url }) => url).sort());
  expect(second.urls).not.toEqual(first.urls);
});
