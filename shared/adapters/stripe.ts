import Stripe from 'stripe';
import { type BillingCycle, billingCycles, type PaidTier, paidTiers, planPrices } from '../domain/billing/plans.ts';
import type { PaidSubscription } from '../domain/billing/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Payments, ReadNews } from '../ports/payments.ts';
import { TransientError } from '../runtime/errors.ts';
import { retry, retryPolicies } from '../runtime/retry.ts';

export interface StripeOptions {
  readonly apiKey: string;
  /** Secrets of the webhook endpoint; two while one is being replaced. */
  readonly signingSecrets: readonly string[];
  /** Default https://api.stripe.com */
  readonly baseUrl?: string;
  readonly clock: Clock;
}

/** Nobody has more subscriptions or payments in one period than this; a page of Stripe's lists. */
const perList = 100;
const attemptMs = 15_000;
/** A first payment may be taken a moment before its period begins. */
const paymentLeadMs = 60_000;
const stripeIntervals = { monthly: 'month', annual: 'year' } as const satisfies Record<BillingCycle, string>;

/** Name under which a price is found again at Stripe; an amount in it, so that a new amount is a new price. */
const lookupKey = (tier: PaidTier, billingCycle: BillingCycle) => {
  const { minor, currency } = planPrices[tier][billingCycle];
  return `pricehawk_${tier}_${billingCycle}_${currency.toLowerCase()}_${minor}`;
};

/** Payments through Stripe. Its prices are made from our table of plans when they are first needed. */
export function createStripePayments(options: StripeOptions): Payments {
  const { clock } = options;
  const stripe = clientOf(options);
  const call = <T>(operation: () => Promise<T>) => withRetry(clock, operation);
  const prices = new Map<string, string>();

  const priceOf = async (tier: PaidTier, billingCycle: BillingCycle): Promise<string> => {
    const key = lookupKey(tier, billingCycle);
    const known = prices.get(key);
    if (known) return known;
    const found = await call(() => stripe.prices.list({ lookup_keys: [key], active: true, limit: 1 }));
    const id = found.data[0]?.id ?? (await call(() => makePrice(stripe, tier, billingCycle, key))).id;
    prices.set(key, id);
    return id;
  };

  return {
    async createCustomer({ userId, email }) {
      const customer = await call(() =>
        stripe.customers.create({ email, metadata: { userId } }, { idempotencyKey: `customer-${userId}` }),
      );
      return customer.id;
    },

    async checkout({ customerId, tier, billingCycle, successUrl, cancelUrl, key }) {
      const price = await priceOf(tier, billingCycle);
      const session = await call(() =>
        stripe.checkout.sessions.create(
          {
            mode: 'subscription',
            customer: customerId,
            line_items: [{ price, quantity: 1 }],
            success_url: successUrl,
            cancel_url: cancelUrl,
          },
          { idempotencyKey: key },
        ),
      );
      if (!session.url) throw new TransientError('stripe: a checkout without an address');
      return session.url;
    },

    async portal(customerId, returnUrl) {
      const session = await call(() =>
        stripe.billingPortal.sessions.create({ customer: customerId, return_url: returnUrl }),
      );
      return session.url;
    },

    async subscriptionsOf(customerId) {
      const [subscriptions, charges] = await Promise.all([
        call(() => stripe.subscriptions.list({ customer: customerId, status: 'all', limit: perList })),
        call(() => stripe.charges.list({ customer: customerId, limit: perList })),
      ]);
      const refundedAtMs = charges.data.filter((charge) => charge.refunded).map(({ created }) => created * 1_000);
      return subscriptions.data.flatMap((subscription) => paidSubscriptionOf(subscription, refundedAtMs) ?? []);
    },

    async deleteCustomer(customerId) {
      await call(() => stripe.customers.del(customerId)).catch((error: unknown) => {
        if (!(error instanceof Stripe.errors.StripeError && error.statusCode === 404)) throw error;
      });
    },

    readNews: (rawBody, signature) => readNews(rawBody, signature, options.signingSecrets),
  };
}

/** Stripe's own library checks the signature over the raw body and its time (5 minutes). */
async function readNews(rawBody: string, signature: string, signingSecrets: readonly string[]): Promise<ReadNews> {
  if (signingSecrets.length === 0) return { type: 'off' };
  for (const secret of signingSecrets) {
    try {
      const event = await Stripe.webhooks.constructEventAsync(rawBody, signature, secret);
      return { type: 'news', news: { eventId: event.id, type: event.type, customerId: customerIn(event) } };
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  return { type: 'forged' };
}

/** The customer an event is about: the object itself, or the one it names. */
function customerIn({ data: { object } }: Stripe.Event): string | null {
  if (object.object === 'customer') return object.id;
  if (!('customer' in object) || !object.customer) return null;
  return typeof object.customer === 'string' ? object.customer : object.customer.id;
}

function clientOf({ apiKey, baseUrl }: StripeOptions): Stripe {
  const shared = { maxNetworkRetries: 0, timeout: attemptMs, telemetry: false };
  if (!baseUrl) return new Stripe(apiKey, shared);
  const { protocol, hostname, port } = new URL(baseUrl);
  return new Stripe(apiKey, {
    ...shared,
    protocol: protocol === 'http:' ? 'http' : 'https',
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
  });
}

function makePrice(stripe: Stripe, tier: PaidTier, billingCycle: BillingCycle, key: string) {
  const { minor, currency } = planPrices[tier][billingCycle];
  return stripe.prices.create(
    {
      lookup_key: key,
      currency: currency.toLowerCase(),
      unit_amount: minor,
      recurring: { interval: stripeIntervals[billingCycle] },
      product_data: { name: `PriceHawk ${tier}` },
      metadata: { tier, billingCycle },
    },
    { idempotencyKey: key },
  );
}

/** Stripe's states (https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses) in ours. */
const statuses: Readonly<Record<string, PaidSubscription['status']>> = {
  trialing: 'active',
  active: 'active',
  past_due: 'failing',
  incomplete: 'open',
  unpaid: 'ended',
  canceled: 'ended',
  incomplete_expired: 'ended',
  paused: 'ended',
};

/** Undefined for what was not sold by PriceHawk, or in a shape it does not know. */
function paidSubscriptionOf(
  subscription: Stripe.Subscription,
  refundedAtMs: readonly number[],
): PaidSubscription | undefined {
  const item = subscription.items.data[0];
  const tier = paidTiers.find((name) => name === item?.price.metadata.tier);
  const billingCycle = billingCycles.find((name) => stripeIntervals[name] === item?.price.recurring?.interval);
  if (!item || !tier || !billingCycle) return undefined;
  const periodStartMs = item.current_period_start * 1_000;
  const periodEndMs = item.current_period_end * 1_000;
  const { cancel_at: cancelAt, cancel_at_period_end: endsWithPeriod } = subscription;
  return {
    id: subscription.id,
    tier,
    billingCycle,
    status: statuses[subscription.status] ?? 'ended',
    periodStartMs,
    periodEndMs,
    endsAtMs: cancelAt === null ? (endsWithPeriod ? periodEndMs : null) : cancelAt * 1_000,
    refunded: refundedAtMs.some((atMs) => atMs > periodStartMs - paymentLeadMs),
  };
}

/** PH-4: two more tries for what passes; idempotency keys make repeating safe. */
function withRetry<T>(clock: Clock, operation: () => Promise<T>): Promise<T> {
  return retry(
    retryPolicies.api,
    async () => {
      try {
        return await operation();
      } catch (error) {
        throw isPassing(error) ? new TransientError(`stripe: ${describe(error)}`) : error;
      }
    },
    { clock, isPassing: (end) => end.type === 'threw' && end.error instanceof TransientError },
  );
}

function isPassing(error: unknown): boolean {
  if (error instanceof Stripe.errors.StripeConnectionError) return true;
  if (!(error instanceof Stripe.errors.StripeError)) return false;
  return error.statusCode === 409 || error.statusCode === 429 || (error.statusCode ?? 0) >= 500;
}

/** Type and code only: messages may quote what somebody typed. */
function describe(error: unknown): string {
  if (!(error instanceof Stripe.errors.StripeError)) return 'failed';
  return [error.type, error.code].filter(Boolean).join(' ');
}
