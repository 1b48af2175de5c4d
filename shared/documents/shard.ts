import * as z from 'zod';
import { priceChange } from '../domain/detection/shop-watch.ts';
import { rememberedWay, strategy } from '../domain/fetching/strategy.ts';
import { looks } from '../domain/observation/looks.ts';
import { lookOutcome, observation, scrapePurpose, seenState } from '../domain/observation/observation.ts';
import { structuredPrice } from '../domain/shard/structured-price.ts';
import { snapshotLink } from '../domain/snapshot/snapshot-reason.ts';
import { priceObserved } from '../messages/price-observed.ts';
import { defineCollection } from './collection.ts';

/** A rendered page that was asked for and has not come yet; no other page than this is taken for it. */
const awaitedRender = z.object({
  renderId: z.string(),
  /** Then it counts as lost and may be asked for again. */
  untilMs: z.number(),
  purpose: scrapePurpose,
  anomalyId: z.string().optional(),
  /** A cheaper way had been tried before. */
  escalated: z.boolean(),
  /** Ways to try when the page shows no price. */
  others: z.array(strategy),
  /** What the page showed a way before, though no price: to be kept when it cannot be rendered. */
  seen: observation.optional(),
});
export type AwaitedRender = Readonly<z.infer<typeof awaitedRender>>;

/** What a shard knows of one of its offers between two looks. */
const shardOffer = z.object({
  url: z.string(),
  checkedAtMs: z.number(),
  /** How the last look ended, and since when looks end so. */
  outcome: lookOutcome.nullable(),
  outcomeSinceMs: z.number(),
  seen: seenState.nullable(),
  /** When looks showed a price, and the silences since one was last published. */
  looks: looks.optional(),
  /** Sequence of the last published observation. */
  sequence: z.int(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Rules the validators belong to: a page unchanged since older rules read it is read again. */
  readerVersion: z.int().optional(),
  /** Until then, or until the price moves away, every look is published: the price last seen is a suspect one. */
  pendingUntilMs: z.number().optional(),
  /** The last anomaly a second look was made for: one is enough, however often it is asked for. */
  lookedAgainFor: z.string().optional(),
  awaited: awaitedRender.optional(),
  /** Its page as it was kept when it last could not be read. */
  snapshot: snapshotLink.optional(),
  /** Whether its page states the price in data. */
  structured: structuredPrice.optional(),
  /** The way its page was read by when its shop's usual one showed no price. */
  readBy: rememberedWay.optional(),
  /** When every way was last tried in vain. */
  inVainAtMs: z.number().optional(),
});
export type ShardOffer = Readonly<z.infer<typeof shardOffer>>;

/**
 * About 50 offers of one shop that are looked at together: one read and one write a batch. `outbox` holds observations
 * that are written but perhaps not yet published, by entry id; `untold` the price changes that the shop's record has not
 * been told of: they come with the looks that saw them, and go in the transaction that counts them.
 */
const shardSchema = z.object({
  shopId: z.string(),
  retailerId: z.string(),
  /** While a run is under way: when its claim ends. */
  dueAtMs: z.number(),
  /** The message that asked for the run under way: its redelivery finds that run dead, and goes on with it. */
  claimedBy: z.string().optional(),
  checkEveryMs: z.number(),
  offers: z.record(z.string(), shardOffer),
  outbox: z.record(z.string(), priceObserved.schema),
  /** Empty where only something else is to be told: that a page vanished, or a shop can be seen no more. */
  untold: z.array(priceChange).optional(),
});
export type Shard = Readonly<z.infer<typeof shardSchema>>;

export const shards = defineCollection({
  name: 'shards',
  database: 'catalogue',
  schema: shardSchema,
  queries: { due: { order: [{ field: 'dueAtMs', direction: 'asc' }] } },
});
