import * as z from 'zod';

/** What a deal's score is made of (DS-1): points out of `worth`, their sum 0–100. */
export const scoreParts = z.object({
  discount: z.number(),
  confidence: z.number(),
  seller: z.number(),
  rarity: z.number(),
});
export type ScoreParts = Readonly<z.infer<typeof scoreParts>>;

export const worth: ScoreParts = { discount: 45, confidence: 25, seller: 15, rarity: 15 };

/** From so far below the usual price on, more is no better a deal. */
const fullDiscount = 0.7;
/** From so far below the lowest of 30 days, over so many days watched, a price is as rare as can be. */
const fullRarity = { below: 0.3, days: 90 } as const;
const conditionWorth = { new: 1, refurbished: 0.6, used: 0.4, damaged: 0.1 } as const;
/** A marketplace seller is not the shop: other terms, other returns. */
const marketplaceWorth = 0.7;

export interface ScoredDeal {
  /** Share below the 30-day median, 0–1. */
  readonly discount: number;
  /** That it is real, 0–1. */
  readonly confidence: number;
  readonly condition: keyof typeof conditionWorth | undefined;
  readonly seller: string | undefined;
  readonly retailerName: string;
  readonly priceMinor: number;
  /** Lowest of the last 30 days. */
  readonly low30Minor: number;
  /** Days of history behind it. */
  readonly days: number;
}

/** How good a deal is, in parts that can be shown: how far below the usual price, how sure, from whom and in what condition, how rare. */
export function scoreDeal(deal: ScoredDeal): { readonly score: number; readonly parts: ScoreParts } {
  const { discount, confidence, condition = 'new', priceMinor, low30Minor, days } = deal;
  const belowLowest = low30Minor > 0 ? 1 - priceMinor / low30Minor : 0;
  const parts = {
    discount: points(worth.discount, discount / fullDiscount),
    confidence: points(worth.confidence, confidence),
    seller: points(worth.seller, conditionWorth[condition] * (isMarketplace(deal) ? marketplaceWorth : 1)),
    rarity: points(worth.rarity, (belowLowest / fullRarity.below) * Math.min(1, days / fullRarity.days)),
  };
  const score = parts.discount + parts.confidence + parts.seller + parts.rarity;
  return { score: rounded(score), parts };
}

function isMarketplace({ seller, retailerName }: ScoredDeal): boolean {
  if (!seller) return false;
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return !plain(seller).includes(plain(retailerName).replace(/(com|net|org)$/, ''));
}

const points = (most: number, share: number) => rounded(most * Math.min(1, Math.max(0, share)));
const rounded = (value: number) => Math.round(value * 10) / 10;
