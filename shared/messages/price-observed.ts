import * as z from 'zod';
import { silence } from '../domain/observation/looks.ts';
import { observation, scrapePurpose } from '../domain/observation/observation.ts';
import { defineTopic } from './topic.ts';

/** The batch that made an observation. Once it is finished the shop's record knows of every price change it saw. */
const batch = z.object({ batchId: z.string(), finished: z.boolean() });
export type Batch = Readonly<z.infer<typeof batch>>;

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
    batch,
  }),
);
export type PriceObserved = z.infer<typeof priceObserved.schema>;
