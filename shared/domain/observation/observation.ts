import * as z from 'zod';
import { vote } from '../extraction/extraction.ts';
import { strategy } from '../fetching/strategy.ts';
import { money } from '../money/money.ts';
import { snapshotLink } from '../snapshot/snapshot-reason.ts';
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
  confidence: z.number().min(0).max(1),
  votes: z.array(vote),
  reasons: z.array(z.string()),
  facts: productFacts,
  strategy,
  /** The page as it was kept for the operator. */
  snapshot: snapshotLink.optional(),
});
export type Observation = Readonly<z.infer<typeof observation>>;

/** What was seen of an offer last, as far as a change is concerned; null where no page has said it yet. */
export const seenState = z.object({ price: money.nullable(), availability: availability.nullable() });
export type SeenState = Readonly<z.infer<typeof seenState>>;
