import * as z from 'zod';
import { defineTopic } from './topic.ts';

/** An observation proved wrong, accepted or not: take its price out of the history, and back what was said of it. */
export const retractionRequested = defineTopic(
  'retraction-requested',
  z.object({
    offerId: z.string(),
    sequence: z.int().min(1),
    /** Who found out: an operator, or the shop's record. */
    by: z.enum(['operator', 'shop-watch']),
    reason: z.string(),
  }),
);
export type RetractionRequested = z.infer<typeof retractionRequested.schema>;
