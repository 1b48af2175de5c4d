import * as z from 'zod';
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
  /** The shop's own category, or the way to it: `Audio > Headphones`. */
  category: z.string().optional(),
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
});
export type Deal = Readonly<z.infer<typeof dealSchema>>;

export const deals = defineCollection({
  name: 'deals',
  database: 'catalogue',
  schema: dealSchema,
  queries: {
    newest: { equal: ['retractedAtMs'], order: [{ field: 'confirmedAtMs', direction: 'desc' }] },
    newestOfRetailer: {
      equal: ['retractedAtMs', 'retailerId'],
      order: [{ field: 'confirmedAtMs', direction: 'desc' }],
    },
    newestOfKind: { equal: ['retractedAtMs', 'kind'], order: [{ field: 'confirmedAtMs', direction: 'desc' }] },
  },
});
