import * as z from 'zod';
import { scoreParts } from '../domain/deal/deal-score.ts';
import { dealEnd } from '../domain/deal/standing-deals.ts';
import { money } from '../domain/money/money.ts';
import { availability } from '../domain/observation/facts.ts';
import { defineCollection } from './collection.ts';

/** A confirmed deal or glitch as the public sees it; id = id of the anomaly that holds its evidence. */
export const dealSchema = z.object({
  offerId: z.string(),
  retailerId: z.string(),
  retailerName: z.string(),
  title: z.string(),
  url: z.string(),
  imageUrl: z.string().optional(),
  brand: z.string().optional(),
  /** One of ours (categories.ts), and the shop's own way to it: `Audio > Headphones`. */
  category: z.string().optional(),
  shopCategory: z.string().optional(),
  availability: availability.optional(),
  /** `deal`: unusually good; `glitch`: a real pricing error. */
  kind: z.enum(['deal', 'glitch']),
  price: money,
  /** What the price is compared with, minor units of the same currency. */
  medianMinor: z.number(),
  low30Minor: z.number(),
  /** Share below the 30-day median, 0–1. */
  discount: z.number(),
  reasons: z.array(z.string()),
  observedAtMs: z.number(),
  confirmedAtMs: z.number(),
  /** A retracted deal stays, so that whoever was told of it can be told so, but is listed no more. */
  retractedAtMs: z.number().nullable(),
  /** `ended`: its price is asked no more. Absent, with what follows, on deals of before they had an end. */
  status: z.enum(['live', 'ended', 'retracted']).optional(),
  endedAtMs: z.number().nullable().optional(),
  endReason: dealEnd.nullable().optional(),
  /** When the offer's deal before this one ended: whoever was told of that one before hears of this one as news. */
  lastEndedAtMs: z.number().nullable().optional(),
  /** 0–100, the default order; absent, with what follows, on deals of before lists had orders. */
  score: z.number().optional(),
  scoreParts: scoreParts.optional(),
  /** Of `price`, where an index reaches it. */
  priceMinor: z.number().optional(),
  currency: z.string().optional(),
  /** What it is found by (deal-tokens.ts). */
  tokens: z.array(z.string()).optional(),
});
export type Deal = Readonly<z.infer<typeof dealSchema>>;

const listed = ['status'];
const highestScore = [{ field: 'score', direction: 'desc' }] as const;
const newest = [{ field: 'confirmedAtMs', direction: 'desc' }] as const;
const deepest = [{ field: 'discount', direction: 'desc' }] as const;
const cheapest = [{ field: 'priceMinor', direction: 'asc' }] as const;
const arrayContains = 'tokens';

export const deals = defineCollection({
  name: 'deals',
  database: 'catalogue',
  readMostly: true,
  schema: dealSchema,
  queries: {
    score: { equal: listed, order: highestScore },
    newest: { equal: listed, order: newest },
    /** Live or ended. */
    everNewest: { equal: ['retractedAtMs'], order: newest },
    discount: { equal: listed, order: deepest },
    // Prices in different currencies have no order.
    price: { equal: [...listed, 'currency'], order: cheapest },
    scoreWithToken: { equal: listed, arrayContains, order: highestScore },
    newestWithToken: { equal: listed, arrayContains, order: newest },
    discountWithToken: { equal: listed, arrayContains, order: deepest },
    priceWithToken: { equal: [...listed, 'currency'], arrayContains, order: cheapest },
  },
});
