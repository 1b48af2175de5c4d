import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import type { LogEntry } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { startReplayServer } from '../servers/replay-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const index = '../shared/bench/pages/index.json';

// Without the browser: what is measured is what the pages themselves say, and a saved page draws nothing more.

/** The shops as they are, without the pauses that real shops are given. */
const unpaced = builtInRetailers.map((retailer) => ({
  ...retailer,
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 4 },
}));

it('ends every saved page as an outcome: none as an exception, none as a price of 0', async () => {
  if (!existsSync(index)) throw new Error(`the saved pages are missing: ${index}`);
  const server = await startReplayServer(index);
  const hostMap = Object.entries(server.allowedHosts).map(([host, address]) => `${host}=${address}`);
  const folder = temporaryFolder();
  const troubles: LogEntry[] = [];
  const platform = embeddedPlatform({
    settings: readSettings(['--data', folder.path, '--chrome', 'off', '--host-map', hostMap.join(',')], {}),
    secrets: { get: async () => undefined },
    retailers: unpaced,
    readPage: async (page, retailer) => readPage(page, retailer),
    sink: (entry) => {
      if (entry.severity === 'ERROR') troubles.push(entry);
    },
  });
  const offerIds: string[] = [];
  for (const { url } of server.pages) {
    const watched = await watchOffer(platform.catalogue, url, platform.retailers.forUrl(url), platform.clock.nowMs());
    offerIds.push(watched.offerId);
  }
  await platform.queue.start(wireFunctions(platform).receivers);
  await platform.publisher.publish([{ topic: scanRequested.name, body: {}, attributes: {} }]);
  await platform.queue.idle();

  const watched = await offers.getAll(platform.catalogue, offerIds);
  const shardIds = [...new Set(watched.map((offer) => offer?.value.shardId ?? ''))];
  const looked = (await shards.getAll(platform.catalogue, shardIds)).flatMap((shard) =>
    Object.values(shard?.value.offers ?? {}),
  );
  const endedAs = (wanted: string | null) => looked.filter(({ outcome }) => outcome === wanted).length;
  await platform.queue.stop(1_000);
  await platform.close();
  await server.close();
  folder.remove();

  expect(troubles).toEqual([]);
  expect(looked.length).toBe(new Set(offerIds).size);
  expect(endedAs(null)).toBe(0);
  expect(endedAs('unreachable')).toBe(0);
  expect(endedAs('price')).toBeGreaterThan(100);
  expect(endedAs('blocked')).toBeGreaterThan(2);
  expect(looked.filter(({ seen }) => seen?.price && seen.price.minor <= 0)).toEqual([]);
});
