import { gzipSync } from 'node:zlib';
import type { ScrapeRetailer } from '../../functions/scrape-retailer/handler.ts';
import { SnapshotKeeper } from '../../functions/scrape-retailer/keep-snapshot.ts';
import { ShopTurns } from '../../functions/scrape-retailer/shop-turns.ts';
import { ShopWays } from '../../functions/scrape-retailer/shop-ways.ts';
import { unpackText } from '../../shared/adapters/packed-text.ts';
import type { PageSource } from '../../shared/ports/page-source.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

/** What scrape-retailer needs beside the platform, with every way to a page open and these pages behind two of them. */
export function pageWays(
  platform: Pick<Platform, 'catalogue' | 'clock' | 'blobs' | 'log'>,
  http: PageSource,
  jina: PageSource = http,
): Omit<ScrapeRetailer, keyof Platform | 'skipWithinMs'> {
  return {
    http,
    jina,
    shopWays: new ShopWays(platform),
    turns: new ShopTurns({ hands: 5 }),
    allowedWays: async ({ strategies }) => strategies,
    unpackHtml: unpackText,
    // Packed at once, so that what runs at the same time always takes its turns in the same order.
    snapshots: new SnapshotKeeper({ ...platform, packPage: async (html) => gzipSync(html) }),
    browserBeat: async () => {},
  };
}
