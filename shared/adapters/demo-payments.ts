import { demoPayments } from '../documents/demo-payment.ts';
import { fields } from '../documents/fields.ts';
import { stableId } from '../domain/identity/stable-id.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Payments } from '../ports/payments.ts';

/**
 * Payments without a payment service: checkout and portal are two pages of our own, nothing is charged, and whatever is
 * "paid" counts as a real subscription would. For trying everything out on one machine.
 */
export function createDemoPayments(deps: {
  readonly people: Documents;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: string;
}): Payments {
  const { people, random, publicUrl } = deps;
  const tokenOf = async (customerId: string) => {
    const customer = await demoPayments.get(people, customerId);
    if (!customer) throw new Error(`there is no demo customer ${customerId}`);
    return customer.value.token;
  };
  return {
    async createCustomer({ userId }) {
      const customerId = stableId('demo-customer', userId);
      await people.transaction(async (read) => {
        if (await demoPayments.get(read, customerId)) return { writes: [], result: undefined };
        const customer = { token: random.nonce(), order: null, subscriptions: [] };
        return { writes: [demoPayments.create(customerId, customer)], result: undefined };
      });
      return customerId;
    },

    async checkout({ customerId, tier, billingCycle, successUrl }) {
      await people.write([demoPayments.update(customerId, fields({ order: { tier, billingCycle, successUrl } }))]);
      return `${publicUrl}/demo-checkout/${await tokenOf(customerId)}`;
    },

    portal: async (customerId) => `${publicUrl}/demo-portal/${await tokenOf(customerId)}`,
    subscriptionsOf: async (customerId) => (await demoPayments.get(people, customerId))?.value.subscriptions ?? [],
    deleteCustomer: (customerId) => people.write([demoPayments.delete(customerId)]),
    readNews: async () => ({ type: 'forged' }),
  };
}
