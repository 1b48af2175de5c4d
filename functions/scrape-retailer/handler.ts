import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import type { PageRendered } from '../../shared/messages/page-rendered.ts';
import type { ScrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { lookAtShard } from './look-at-shard.ts';
import type { ReserveSlots } from './reserve-slots.ts';
import type { ShopTurns } from './shop-turns.ts';
import type { ShopWays } from './shop-ways.ts';
import { takeRenderedPage } from './take-rendered-page.ts';
import type { TryWays } from './try-ways.ts';

export interface ScrapeRetailer extends TryWays, ReserveSlots {
  readonly retailers: RetailerDirectory;
  readonly shopWays: ShopWays;
  readonly turns: ShopTurns;
  /** The retailer's ways that are available here, cheapest first. */
  allowedWays(retailer: Retailer): Promise<readonly Strategy[]>;
  /** The document of a packed page; throws PermanentError where it is none. */
  unpackHtml(packed: string): Promise<string>;
  /** A page has come from the browser's function, which cannot say itself that it is alive. */
  browserBeat(): Promise<void>;
  readonly skipWithinMs: number;
}

export const scrapeRetailer =
  (deps: ScrapeRetailer): Handle<ScrapeRequested | PageRendered> =>
  (message, context) =>
    'result' in message ? takeRenderedPage(deps, message, context) : lookAtShard(deps, message, context);
