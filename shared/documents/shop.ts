import * as z from 'zod';
import { lookOutcome } from '../domain/observation/observation.ts';
import { defineCollection } from './collection.ts';

/** What is known of one shop as a whole (a retailer, or a single host read by the generic rules). */
export const shops = defineCollection({
  name: 'shops',
  database: 'catalogue',
  schema: z.object({
    retailerId: z.string(),
    name: z.string(),
    /** Shard that takes the next watched offer, and how many it holds. */
    openShard: z.int(),
    openShardOffers: z.int(),
    offers: z.int(),
    lastBatch: z
      .object({
        finishedAtMs: z.number(),
        checked: z.int(),
        outcomes: z.partialRecord(lookOutcome, z.int()),
      })
      .optional(),
    /** Since when no look has shown a price: the shop is blind. */
    blindSinceMs: z.number().nullable(),
    /** Strategy that worked last, so that a costlier one is not tried in vain each time. */
    strategy: z.enum(['http', 'browser', 'jina']),
  }),
  queries: { byName: { order: [{ field: 'name', direction: 'asc' }] } },
});
