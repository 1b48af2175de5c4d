import * as z from 'zod';
import { silence } from '../domain/observation/looks.ts';
import { observation, scrapePurpose } from '../domain/observation/observation.ts';
import { defineTopic } from './topic.ts';

/** What the batch that made an observation had seen when it published: the evidence of a shop-wide change. */
const batchSummary = z.object({
  batchId: z.string(),
  finished: z.boolean(),
  checked: z.int(),
  /** Every price change from the price last seen, minor units. */
  changes: z.array(z.object({ fromMinor: z.int(), toMinor: z.int() })),
});
export type BatchSummary = Readonly<z.infer<typeof batchSummary>>;

/** An offer's price, currency or availability differs from the last look (or a second look was asked for). */
export const priceObserved = defineTopic(
  'price-observed',
  z.object({
    offerId: z.string(),
    shardId: z.string(),
    shopId: z.string(),
    retailerId: z.string(),
    url: z.string(),
    /** 1, 2, 3 … per offer: the order in which observations are to be applied. */
    sequence: z.int().min(1),
    purpose: scrapePurpose,
    anomalyId: z.string().optional(),
    observation,
    /** Times since the offer's last published observation in which nobody knows what it cost. */
    silences: z.array(silence).optional(),
    batch: batchSummary,
  }),
);
export type PriceObserved = z.infer<typeof priceObserved.schema>;
