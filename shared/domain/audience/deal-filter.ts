import * as z from 'zod';
import { money } from '../money/money.ts';

/** A clause with more names than this is no choice any more, and each costs the index an entry. */
const names = z.array(z.string().trim().min(1).max(80)).max(50);

/**
 * What a subscriber wants to hear of. Every clause that is given has to hold; of a clause's names one is enough. An
 * absent or empty list means any.
 */
export const dealFilter = z.object({
  retailerIds: names.optional(),
  brands: names.optional(),
  categories: names.optional(),
  /** All words of a keyword have to be in the title. */
  keywords: names.optional(),
  kinds: z.array(z.enum(['deal', 'glitch'])).optional(),
  /** Share below the usual price, 0–1. */
  minDiscount: z.number().min(0).max(1).optional(),
  /** Only deals in this currency are compared with it; in another currency no deal passes. */
  maxPrice: money.optional(),
});
export type DealFilter = Readonly<z.infer<typeof dealFilter>>;
