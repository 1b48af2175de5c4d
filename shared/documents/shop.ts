import * as z from 'zod';
import { shopWatch } from '../domain/detection/shop-watch.ts';
import { strategy } from '../domain/fetching/strategy.ts';
import { lookOutcome } from '../domain/observation/observation.ts';
import { shopLayout } from '../domain/shard/layout-alarm.ts';
import { defineCollection } from './collection.ts';

/** What is known of one shop as a whole (a retailer, or a single host read by the generic rules). */
const shopSchema = z.object({
  retailerId: z.string(),
  name: z.string(),
  /** Shard that takes the next watched offer, and how many it holds. */
  openShard: z.int(),
  openShardOffers: z.int(),
  offers: z.int(),
  /** What its products did lately, as evidence of a fault of the shop's pages or our reading of them. */
  watch: shopWatch,
  /** The last batches that are complete in `watch`, for detection, which waits for them. */
  mergedBatchIds: z.array(z.string()),
  lastBatchAtMs: z.number().nullable(),
  /** Whether its pages still state their prices as they did. */
  layout: shopLayout.optional(),
  /** Since when no look has shown a price, and what was seen instead: we are blind there. */
  blind: z.object({ sinceMs: z.number(), outcome: lookOutcome }).nullable(),
  /** Strategy that worked last, so that a costlier one is not tried in vain each time. */
  strategy,
  /** Since when that is known; a costlier way is doubted after a day. */
  strategySinceMs: z.number().optional(),
});
export type Shop = Readonly<z.infer<typeof shopSchema>>;

export const shops = defineCollection({
  name: 'shops',
  database: 'catalogue',
  schema: shopSchema,
  queries: { byName: { order: [{ field: 'name', direction: 'asc' }] } },
});
