import * as z from 'zod';
import { vote } from '../extraction/extraction.ts';
import { money } from '../money/money.ts';
import { availability, productFacts } from './facts.ts';

/** How looking at an offer's page ended. Only `price` carries one. */
export const lookOutcome = z.enum(['price', 'blocked', 'gone', 'layout-changed', 'unreadable', 'unreachable']);
export type LookOutcome = z.infer<typeof lookOutcome>;

export const scrapePurpose = z.enum(['scheduled', 'confirm']);
export type ScrapePurpose = z.infer<typeof scrapePurpose>;

/** What one look at an offer's page showed. */
export const observation = z.object({
  checkedAtMs: z.number(),
  outcome: lookOutcome,
  price: money.nullable(),
  availability: availability.optional(),
  confidence: z.number().min(0).max(1),
  votes: z.array(vote),
  reasons: z.array(z.string()),
  facts: productFacts,
  strategy: z.enum(['http', 'browser', 'jina']),
});
export type Observation = Readonly<z.infer<typeof observation>>;

/** What a shard remembers of the last look that showed a price: what the change gate compares with. */
export const seenPrice = z.object({
  minor: z.number(),
  currency: z.string(),
  availability: availability.optional(),
});
export type SeenPrice = Readonly<z.infer<typeof seenPrice>>;
