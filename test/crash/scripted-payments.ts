import type { PaidSubscription } from '../../shared/domain/billing/standing.ts';
import type { Payments } from '../../shared/ports/payments.ts';

/** A payment service that has what the scenario says, and whose events name a customer. */
export interface ScriptedPayments extends Payments {
  subscriptions: readonly PaidSubscription[];
}

export function scriptedPayments(): ScriptedPayments {
  const never = async () => {
    throw new Error('no scenario asks for this');
  };
  const payments: ScriptedPayments = {
    subscriptions: [],
    createCustomer: never,
    checkout: never,
    portal: never,
    deleteCustomer: never,
    subscriptionsOf: async () => payments.subscriptions,
    readNews: async (rawBody) => {
      const { id: eventId, customer: customerId } = JSON.parse(rawBody);
      return { type: 'news', news: { eventId, type: 'customer.subscription.updated', customerId } };
    },
  };
  return payments;
}
