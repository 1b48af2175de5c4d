import * as z from 'zod';
import { detectorState } from '../domain/detection/detector-state.ts';
import { defineCollection } from './collection.ts';

/** A price taken out of the history, and the deals that were wrong with it. */
const retractedChange = z.object({
  atMs: z.number(),
  minor: z.number(),
  /** Of the observation that proved wrong. */
  sequence: z.int(),
  by: z.enum(['operator', 'shop-watch']),
  reason: z.string(),
  retractedAtMs: z.number(),
  dealIds: z.array(z.string()),
});

/**
 * One stretch of an offer's accepted price history; id = `<offerId>:<bucket number>`. `changes` maps a step's key (see
 * history-steps.ts) to [instant (epoch ms), price (minor units)], `ends` to an instant at which the standing price was
 * last known to stand. `checkpoint` is the detector's state when the bucket was opened, so that a replay can begin there.
 */
const historyBucketSchema = z.object({
  offerId: z.string(),
  number: z.int(),
  currency: z.string(),
  openedAtMs: z.number(),
  checkpoint: detectorState.nullable(),
  changes: z.record(z.string(), z.tuple([z.number(), z.number()])),
  ends: z.record(z.string(), z.number()).default({}),
  /** Under the key it had among the changes. */
  retracted: z.record(z.string(), retractedChange).default({}),
});
export type HistoryBucket = Readonly<z.infer<typeof historyBucketSchema>>;

export const historyBuckets = defineCollection({
  name: 'history',
  database: 'catalogue',
  schema: historyBucketSchema,
  queries: { ofOffer: { equal: ['offerId'], order: [{ field: 'openedAtMs', direction: 'asc' }] } },
});
