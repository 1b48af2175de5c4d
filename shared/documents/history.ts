import * as z from 'zod';
import { defineCollection } from './collection.ts';

/**
 * One stretch of an offer's accepted price history, as changes; id = `<offerId>:<bucket number>`. `changes` maps the
 * observation's sequence to [instant (epoch ms), price (minor units)]. `checkpoint` is the detector's state when the
 * bucket was opened, so that a replay can begin there.
 */
export const historyBuckets = defineCollection({
  name: 'history',
  database: 'catalogue',
  schema: z.object({
    offerId: z.string(),
    number: z.int(),
    currency: z.string(),
    openedAtMs: z.number(),
    checkpoint: z.unknown(),
    changes: z.record(z.string(), z.tuple([z.number(), z.number()])),
  }),
  queries: { ofOffer: { equal: ['offerId'], order: [{ field: 'openedAtMs', direction: 'asc' }] } },
});
