import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { type DemoShop, startDemoShop } from '../../infra/local/demo-shop/demo-shop.ts';
import { type EmbeddedPlatform, embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { systemClock } from '../../shared/adapters/system.ts';
import { heartbeats } from '../../shared/documents/heartbeat.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { shops } from '../../shared/documents/shop.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import type { LogEntry } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { browserComesAlong } from '../support/browser-comes-along.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testDataKeys } from '../support/test-platform.ts';

const folder = temporaryFolder();
const troubles: LogEntry[] = [];
let shop: DemoShop;
let platform: EmbeddedPlatform;

beforeAll(async () => {
  shop = await startDemoShop({ port: 0, clock: systemClock });
  const hostMap = shop.hosts.map((host) => `${host}=127.0.0.1:${shop.port}`).join(',');
  platform = embeddedPlatform({
    settings: readSettings(['--data', folder.path, '--host-map', hostMap], {}),
    secrets: { get: async (name) => (name === 'DATA_KEYS' ? testDataKeys : undefined) },
    retailers: [...shop.retailers, ...builtInRetailers],
    readPage: async (page, retailer) => readPage(page, retailer),
    sink: (entry) => {
      if (entry.severity === 'ERROR') troubles.push(entry);
    },
  });
});
afterAll(async () => {
  await platform.letGo();
  await platform.queue.stop(1_000);
  await platform.close();
  await shop.stop();
  folder.remove();
});

it.skipIf(!browserComesAlong)(
  'reads the prices of a shop whose pages are empty until their scripts have run',
  async () => {
    const rendered = shop.offers.filter(({ retailerId }) => retailerId === 'prism-audio');
    const nowMs = systemClock.nowMs();
    const ids: string[] = [];
    for (const { url } of rendered) {
      const watched = await watchOffer(platform.catalogue, url, platform.retailers.forUrl(url), nowMs);
      ids.push(watched.offerId);
    }
    await platform.queue.start(wireFunctions(platform).receivers);
    await platform.publisher.publish([{ topic: 'scan-requested', body: {}, attributes: {} }]);
    await platform.queue.idle();

    const found = await offers.getAll(platform.catalogue, ids);
    expect(found.map((offer) => offer?.value.price)).toEqual(
      rendered.map(({ productId, product }) => ({
        minor: shop.history(productId).at(-1)?.minor,
        currency: product.currency,
      })),
    );
    expect(found.map((offer) => offer?.value.facts.title)).toEqual(rendered.map(({ product }) => product.title));
    const shard = await shards.get(platform.catalogue, 'prism-audio:1');
    expect(Object.values(shard?.value.offers ?? {}).map(({ outcome, awaited }) => ({ outcome, awaited }))).toEqual(
      rendered.map(() => ({ outcome: 'price', awaited: undefined })),
    );
    expect((await shops.get(platform.catalogue, 'prism-audio'))?.value.blind).toBeNull();
    // It has no database of its own to say so.
    expect(await heartbeats.get(platform.catalogue, 'scrape-retailer-browser')).toBeDefined();
    expect(troubles).toEqual([]);
  },
  90_000,
);
