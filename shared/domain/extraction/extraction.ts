import * as z from 'zod';
import { money } from '../money/money.ts';
import { productFacts } from '../observation/facts.ts';

/** What a candidate amount on a page is. Only `current` may become the price. */
const priceRole = z.enum([
  'current',
  'list',
  'instalment',
  'per-unit',
  'used',
  'member',
  'coupon',
  'shipping',
  'related',
  'range-low',
  'range-high',
  'auction',
]);
export type PriceRole = z.infer<typeof priceRole>;

/** One extractor's word on the price: who says it, where on the page, what it said. */
export const vote = z.object({
  extractor: z.string(),
  /** Where on the page: a JSON path, a selector, an element's name. For people, not for code. */
  source: z.string(),
  role: priceRole,
  price: money,
});
export type Vote = Readonly<z.infer<typeof vote>>;

/**
 * What was read from one page. Expected ends are outcomes, never exceptions:
 * `price` a price with confidence 0–1 (≥ 0.9 means: sure); `blocked` a bot challenge instead of the page;
 * `gone` the product is no longer sold here; `layout-changed` a known shop's page on which none of its own selectors or
 * structured data match any more; `unreadable` no price that can be told for certain (`reason` says why).
 */
export const extraction = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('price'),
    price: money,
    confidence: z.number().min(0).max(1),
    votes: z.array(vote),
    reasons: z.array(z.string()),
    facts: productFacts,
  }),
  z.object({ outcome: z.literal('blocked'), vendor: z.string(), reasons: z.array(z.string()) }),
  z.object({ outcome: z.literal('gone'), reasons: z.array(z.string()), facts: productFacts }),
  z.object({ outcome: z.literal('layout-changed'), reasons: z.array(z.string()), facts: productFacts }),
  z.object({
    outcome: z.literal('unreadable'),
    reason: z.string(),
    votes: z.array(vote),
    reasons: z.array(z.string()),
    facts: productFacts,
  }),
]);
export type Extraction = Readonly<z.infer<typeof extraction>>;

/** A fetched page as text, with what is needed to read it. */
export interface Page {
  readonly url: string;
  readonly html: string;
  readonly status: number;
}
