import * as z from 'zod';
import type { Tier } from '../entitlement/tiers.ts';
import { billingCycles, paidTiers, paymentGraceMs } from './plans.ts';

/** A subscription as the payment service has it; instants in epoch milliseconds. */
export const paidSubscription = z.object({
  id: z.string(),
  tier: z.enum(paidTiers),
  billingCycle: z.enum(billingCycles),
  /** `failing`: the last payment failed and is tried again. `open`: the first payment is not made yet. */
  status: z.enum(['active', 'failing', 'open', 'ended']),
  periodStartMs: z.number(),
  periodEndMs: z.number(),
  /** When it will end by itself, where it was cancelled. */
  endsAtMs: z.number().nullable(),
  /** Whether the payment of this period was given back whole. */
  refunded: z.boolean(),
});
export type PaidSubscription = Readonly<z.infer<typeof paidSubscription>>;

/**
 * What somebody is entitled to, and why. `ending`: cancelled, paid until `untilMs`. `grace`: a payment failed, kept
 * until `untilMs`. Without a subscription that counts: free.
 */
export interface Standing {
  readonly tier: Tier;
  readonly state: 'none' | 'active' | 'ending' | 'grace' | 'ended';
  /** When this changes if nothing else happens; null where it lasts. */
  readonly untilMs: number | null;
  readonly subscriptionId: string | null;
}

const none: Standing = { tier: 'free', state: 'none', untilMs: null, subscriptionId: null };
const rank = { active: 3, ending: 2, grace: 1, ended: 0, none: -1 } as const satisfies Record<
  Standing['state'],
  number
>;

/** The best of somebody's subscriptions decides; their order does not matter. */
export function standingOf(subscriptions: readonly PaidSubscription[], nowMs: number): Standing {
  return subscriptions
    .map((subscription) => standingOfOne(subscription, nowMs))
    .reduce((best, next) => (isBetter(next, best) ? next : best), none);
}

function isBetter(next: Standing, best: Standing): boolean {
  const difference = rank[next.state] - rank[best.state] || lastsUntil(next) - lastsUntil(best);
  // Two alike are told apart by their ids, so that the same subscriptions give the same answer in any order.
  return difference > 0 || (difference === 0 && (next.subscriptionId ?? '') < (best.subscriptionId ?? ''));
}

const lastsUntil = ({ untilMs }: Standing): number => untilMs ?? Number.MAX_SAFE_INTEGER;

function standingOfOne(subscription: PaidSubscription, nowMs: number): Standing {
  const { id: subscriptionId, tier, status, periodStartMs, endsAtMs, refunded } = subscription;
  const ended: Standing = { tier: 'free', state: 'ended', untilMs: null, subscriptionId };
  if (status === 'open') return none;
  if (status === 'ended' || refunded) return ended;
  if (status === 'failing') {
    const untilMs = Math.min(periodStartMs + paymentGraceMs, endsAtMs ?? Number.POSITIVE_INFINITY);
    return nowMs < untilMs ? { tier, state: 'grace', untilMs, subscriptionId } : ended;
  }
  if (endsAtMs === null) return { tier, state: 'active', untilMs: null, subscriptionId };
  return nowMs < endsAtMs ? { tier, state: 'ending', untilMs: endsAtMs, subscriptionId } : ended;
}
