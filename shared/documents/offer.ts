import * as z from 'zod';
import { standingDeal } from '../domain/deal/standing-deals.ts';
import { detectorState } from '../domain/detection/detector-state.ts';
import { money } from '../domain/money/money.ts';
import { availability, productFacts } from '../domain/observation/facts.ts';
import { lookOutcome } from '../domain/observation/observation.ts';
import { defineCollection } from './collection.ts';

/** A product at a retailer at a URL: what is accepted of it. Written by detect-anomaly alone once it is watched. */
const offerSchema = z.object({
  url: z.string(),
  shopId: z.string(),
  retailerId: z.string(),
  shardId: z.string(),
  facts: productFacts,
  /** What it is found by when another offer of its product or page is doubted: GTIN of 14 digits; URL without parameters. */
  gtin: z.string().nullable().default(null),
  page: z.string().nullable().default(null),
  /** Last accepted price. */
  price: money.nullable(),
  availability: availability.nullable(),
  outcome: lookOutcome.nullable(),
  lastSequence: z.int(),
  /** The first observation that waits for a predecessor, and since when one does. */
  gap: z.object({ sequence: z.int(), sinceMs: z.number().default(0) }).nullable(),
  detector: detectorState.nullable(),
  /** Prices that are deals or may become some, until they are asked no more; the oldest first. */
  deals: z.array(standingDeal).default([]),
  /** When one of its deals last ended. */
  dealEndedAtMs: z.number().nullable().default(null),
  /** The quarantined anomaly that waits for a second look. */
  openAnomalyId: z.string().nullable(),
  history: z.object({ bucket: z.int(), changes: z.int(), openedAtMs: z.number() }).nullable(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Offer = Readonly<z.infer<typeof offerSchema>>;

export const offers = defineCollection({
  name: 'offers',
  database: 'catalogue',
  schema: offerSchema,
  queries: { ofProduct: { equal: ['gtin'] }, ofPage: { equal: ['page'] } },
});
