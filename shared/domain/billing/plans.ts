import type { Tier } from '../entitlement/tiers.ts';
import type { Money } from '../money/money.ts';

export const paidTiers = ['pro'] as const satisfies readonly Tier[];
export type PaidTier = (typeof paidTiers)[number];

export const billingCycles = ['monthly', 'annual'] as const;
export type BillingCycle = (typeof billingCycles)[number];

/** What a paid tier costs for each cycle. The payment service's prices and the pricing page are made from it. */
export const planPrices = {
  pro: {
    monthly: { minor: 500, currency: 'USD' },
    annual: { minor: 4_800, currency: 'USD' },
  },
} as const satisfies Record<PaidTier, Record<BillingCycle, Money>>;

const dayMs = 86_400_000;

/** How long a tier outlives a payment that failed: a card runs out more often than a subscriber. */
export const paymentGraceMs = 7 * dayMs;
