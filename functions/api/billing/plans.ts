import * as z from 'zod';
import { billingCycles, type PaidTier, planPrices } from '../../../shared/domain/billing/plans.ts';
import { entitlements, tiers } from '../../../shared/domain/entitlement/tiers.ts';
import { money } from '../../../shared/domain/money/money.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';

const listPlans = {
  method: 'GET',
  path: '/api/plans',
  action: 'read-public',
  summary: 'What each tier costs and gives; the pricing page is made from it.',
  answer: z.object({
    items: z.array(
      z.object({
        tier: z.enum(tiers),
        prices: z.record(z.enum(billingCycles), money).nullable(),
        gives: z.object({ delayMinutes: z.number(), mostPerDay: z.number() }),
      }),
    ),
  }),
} as const satisfies Endpoint;

const isPaid = (tier: string): tier is PaidTier => tier in planPrices;

/** `GET /api/plans`: the tables of prices and entitlements, as the code itself reads them. */
export function planEndpoints(server: EndpointServer): void {
  const items = tiers.map((tier) => {
    const { delayMs, mostPerDay } = entitlements[tier];
    return {
      tier,
      prices: isPaid(tier) ? planPrices[tier] : null,
      gives: { delayMinutes: delayMs / 60_000, mostPerDay },
    };
  });
  server.add(listPlans, async () => ({ body: { items } }));
}
