import type { BillingCycle, PaidTier } from '../domain/billing/plans.ts';
import type { PaidSubscription } from '../domain/billing/standing.ts';

/** What the payment service tells of: whose payments or subscriptions have changed, not how. */
export interface PaymentNews {
  readonly eventId: string;
  readonly type: string;
  /** Null where it concerns no customer. */
  readonly customerId: string | null;
}

/** `forged`: not signed by the payment service, or too long ago. `off`: there is no secret to know the service by. */
export type ReadNews =
  | { readonly type: 'news'; readonly news: PaymentNews }
  | { readonly type: 'forged' }
  | { readonly type: 'off' };

/**
 * A payment service. Every change is asked for under an idempotency key, so that it may be repeated; what somebody has
 * is always read anew, never put together from news.
 *
 * @throws TransientError where it cannot be reached or is busy
 */
export interface Payments {
  createCustomer(customer: { readonly userId: string; readonly email: string }): Promise<string>;
  /** The address of a page where the customer pays. */
  checkout(order: {
    readonly customerId: string;
    readonly tier: PaidTier;
    readonly billingCycle: BillingCycle;
    readonly successUrl: string;
    readonly cancelUrl: string;
    /** The same order under the same key is one checkout. */
    readonly key: string;
  }): Promise<string>;
  /** The address of a page where the customer changes or ends what they have. */
  portal(customerId: string, returnUrl: string): Promise<string>;
  subscriptionsOf(customerId: string): Promise<readonly PaidSubscription[]>;
  /** Ends everything and forgets the customer; nothing where there is none. */
  deleteCustomer(customerId: string): Promise<void>;
  /** What a call of the service says, once its signature over the raw body and its time are verified. */
  readNews(rawBody: string, signature: string): Promise<ReadNews>;
}
