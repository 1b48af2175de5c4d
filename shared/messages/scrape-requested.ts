import * as z from 'zod';
import { defineTopic } from './topic.ts';

/**
 * Look at a shard's due offers (`scheduled`; void when the shard's due time is later than `dueAtMs`), or at one offer
 * again, another way and at once (`confirm`).
 */
export const scrapeRequested = defineTopic(
  'scrape-requested',
  z.discriminatedUnion('purpose', [
    z.object({ purpose: z.literal('scheduled'), shardId: z.string(), dueAtMs: z.number() }),
    z.object({
      purpose: z.literal('confirm'),
      shardId: z.string(),
      offerId: z.string(),
      anomalyId: z.string(),
      decideByMs: z.number(),
    }),
  ]),
);
export type ScrapeRequested = z.infer<typeof scrapeRequested.schema>;
