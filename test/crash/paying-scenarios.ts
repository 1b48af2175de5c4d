import { billing } from '../../shared/documents/billing.ts';
import type { PaidSubscription } from '../../shared/domain/billing/standing.ts';
import type { Scenario, Stage } from './scenario.ts';

const dayMs = 86_400_000;

async function tell(stage: Stage, id: string, subscription: PaidSubscription): Promise<void> {
  stage.outside.payments.subscriptions = [subscription];
  await stage.request('webhooks', 'POST', '/webhooks/stripe', { id, customer: 'cus_1' });
}

/** Telling of payments, and what ends by itself. */
export const payingScenarios: readonly Scenario[] = [
  {
    name: 'a plan that is bought, fails to be paid, and ends with its grace',
    about: ['webhooks', 'release-due'],
    ends: [],
    play: async (stage) => {
      const { people, clock } = stage.outside;
      const nowMs = clock.nowMs();
      await stage.subscriber('ada', { tier: 'free' });
      const begun = { customerId: 'cus_1', subscriptions: [], checkedAtMs: nowMs, dueAtMs: null, revision: 0 };
      await people.write([billing.create('ada', begun)]);
      const paid: PaidSubscription = {
        id: 'sub_1',
        tier: 'pro',
        billingCycle: 'monthly',
        status: 'active',
        periodStartMs: nowMs,
        periodEndMs: nowMs + 30 * dayMs,
        endsAtMs: null,
        refunded: false,
      };
      await tell(stage, 'evt_1', paid);
      await tell(stage, 'evt_2', { ...paid, status: 'failing' });
      stage.waitUntil(nowMs + 8 * dayMs);
      await stage.release();
    },
  },
];
