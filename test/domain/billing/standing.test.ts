import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paymentGraceMs } from '../../../shared/domain/billing/plans.ts';
import { type PaidSubscription, standingOf } from '../../../shared/domain/billing/standing.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1);
const paid = (over: Partial<PaidSubscription> = {}): PaidSubscription => ({
  id: 'sub_1',
  tier: 'pro',
  billingCycle: 'monthly',
  status: 'active',
  periodStartMs: startMs,
  periodEndMs: startMs + 30 * dayMs,
  endsAtMs: null,
  refunded: false,
  ...over,
});

describe('a standing', () => {
  it('is free without a subscription, and while the first payment is open', () => {
    const none = { tier: 'free', state: 'none', untilMs: null, subscriptionId: null };
    expect(standingOf([], startMs)).toEqual(none);
    expect(standingOf([paid({ status: 'open' })], startMs)).toEqual(none);
  });

  it('is the paid tier while it is paid, though the period should be over by now', () => {
    expect(standingOf([paid()], startMs + 40 * dayMs)).toMatchObject({ tier: 'pro', state: 'active', untilMs: null });
  });

  it('outlives a failed payment by the grace, and not a moment longer', () => {
    const failing = [paid({ status: 'failing' })];
    const untilMs = startMs + paymentGraceMs;
    expect(standingOf(failing, untilMs - 1)).toMatchObject({ tier: 'pro', state: 'grace', untilMs });
    expect(standingOf(failing, untilMs)).toMatchObject({ tier: 'free', state: 'ended', untilMs: null });
  });

  it('lasts until the end of what was paid when it is cancelled', () => {
    const endsAtMs = startMs + 30 * dayMs;
    expect(standingOf([paid({ endsAtMs })], endsAtMs - 1)).toMatchObject({ state: 'ending', untilMs: endsAtMs });
    expect(standingOf([paid({ endsAtMs })], endsAtMs)).toMatchObject({ tier: 'free', state: 'ended' });
  });

  it('ends when the payment is given back', () => {
    expect(standingOf([paid({ refunded: true })], startMs)).toMatchObject({ tier: 'free', state: 'ended' });
  });

  it('is decided by the best subscription, in whatever order they come', () => {
    const subscription = fc.record({
      id: fc.constantFrom('sub_1', 'sub_2', 'sub_3'),
      tier: fc.constant('pro' as const),
      billingCycle: fc.constantFrom('monthly' as const, 'annual' as const),
      status: fc.constantFrom('active' as const, 'failing' as const, 'open' as const, 'ended' as const),
      periodStartMs: fc.integer({ min: startMs - 10 * dayMs, max: startMs }),
      periodEndMs: fc.constant(startMs + dayMs),
      endsAtMs: fc.option(fc.integer({ min: startMs - dayMs, max: startMs + dayMs })),
      refunded: fc.boolean(),
    });
    const several = fc.uniqueArray(subscription, { maxLength: 3, selector: ({ id }) => id });
    fc.assert(
      fc.property(several, fc.nat(2 * dayMs), (subscriptions, ms) => {
        const standing = standingOf(subscriptions, startMs + ms);
        expect(standingOf(subscriptions.toReversed(), startMs + ms)).toEqual(standing);
        const anyCounts = subscriptions.some((one) => standingOf([one], startMs + ms).tier === 'pro');
        expect(standing.tier).toBe(anyCounts ? 'pro' : 'free');
        if (standing.untilMs !== null) expect(standing.untilMs).toBeGreaterThan(startMs + ms);
      }),
    );
  });
});
