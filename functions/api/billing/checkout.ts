import * as z from 'zod';
import { type Billing, billing } from '../../../shared/documents/billing.ts';
import type { Stored } from '../../../shared/documents/collection.ts';
import { users } from '../../../shared/documents/user.ts';
import { emailOf } from '../../../shared/domain/account/new-user.ts';
import { billingCycles, paidTiers } from '../../../shared/domain/billing/plans.ts';
import { standingOf } from '../../../shared/domain/billing/standing.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import type { Payments } from '../../../shared/ports/payments.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { readBilling } from '../../../shared/runtime/settle-billing.ts';
import { isoInstant, isoOrNull } from '../../../shared/runtime/views.ts';
import type { Accounts } from '../auth/accounts.ts';
import { ownId } from '../me/profile.ts';
import { planPath } from './plan-page.ts';

/** Account endpoints that also sell; payments are undefined where they are off. */
export interface Selling extends Accounts {
  readonly payments: () => Promise<Payments | undefined>;
}

const page = z.object({ url: z.string() });

const beginCheckout = {
  method: 'POST',
  path: '/api/checkout',
  action: 'manage-own-plan',
  summary: 'Begins to buy a tier: answers with the page to pay on, or, where there is a plan already, to change it on.',
  body: z.strictObject({ tier: z.enum(paidTiers), billingCycle: z.enum(billingCycles) }),
  answer: page,
} as const satisfies Endpoint;

const openPortal = {
  method: 'POST',
  path: '/api/billing/portal',
  action: 'manage-own-plan',
  summary: 'Answers with the page to change or cancel a plan on, and to see invoices.',
  answer: page,
} as const satisfies Endpoint;

const getStanding = {
  method: 'GET',
  path: '/api/billing',
  action: 'read-own-account',
  summary: 'Your tier, why, and until when.',
  answer: z.object({
    tier: z.enum(['free', ...paidTiers]),
    state: z.enum(['none', 'active', 'ending', 'grace', 'ended']),
    until: isoInstant.nullable(),
  }),
} as const satisfies Endpoint;

/** One wish within this time is one checkout, however often the button is pressed. */
const checkoutWindowMs = 60_000;

export function billingEndpoints(server: EndpointServer, selling: Selling): void {
  const { people, clock, settings } = selling;
  const off = () => problem(503, 'payments-off', 'payments are not configured here');
  const planPage = `${settings.publicUrl}${planPath}`;

  server.add(beginCheckout, async ({ body: { tier, billingCycle } }, context) => {
    const payments = await selling.payments();
    if (!payments) return off();
    const customer = await customerOf(selling, payments, ownId(context.get('principal')));
    if (!customer) return problem(404, 'not-found', 'there is no such account');
    const { customerId } = customer.value;
    // Asked anew: a second subscription beside the first would be paid twice.
    const standing = await readBilling({ people, clock, payments }, customer.id);
    if (standing.tier !== 'free') return { body: { url: await payments.portal(customerId, planPage) } };
    const window = Math.floor(clock.nowMs() / checkoutWindowMs);
    const url = await payments.checkout({
      customerId,
      tier,
      billingCycle,
      successUrl: `${planPage}?paid`,
      cancelUrl: planPage,
      key: stableId('checkout', customerId, tier, billingCycle, window),
    });
    context.get('log').info('a checkout was begun', { userId: customer.id, tier, billingCycle });
    return { body: { url } };
  });

  server.add(openPortal, async (_, context) => {
    const payments = await selling.payments();
    if (!payments) return off();
    const found = await billing.get(people, ownId(context.get('principal')));
    if (!found) return problem(409, 'no-plan', 'there is no plan to change yet; POST /api/checkout begins one');
    return { body: { url: await payments.portal(found.value.customerId, planPage) } };
  });

  server.add(getStanding, async (_, context) => {
    const found = await billing.get(people, ownId(context.get('principal')));
    const { tier, state, untilMs } = standingOf(found?.value.subscriptions ?? [], clock.nowMs());
    return { body: { tier, state, until: isoOrNull(untilMs) } };
  });
}

/**
 * Somebody's billing, begun where there is none. The payment service makes one customer for a user however often it is
 * asked, so a crash between it and our document leaves nothing behind.
 */
async function customerOf(
  { people, clock, cipher }: Selling,
  payments: Payments,
  userId: string,
): Promise<Stored<Billing> | undefined> {
  const known = await billing.get(people, userId);
  if (known) return known;
  const user = await users.get(people, userId);
  if (!user) return undefined;
  const customerId = await payments.createCustomer({ userId, email: emailOf(userId, user.value, await cipher()) });
  await people.transaction(async (read) => {
    if (await billing.get(read, userId)) return { writes: [], result: undefined };
    const begun = { customerId, subscriptions: [], checkedAtMs: clock.nowMs(), dueAtMs: null, revision: 0 };
    return { writes: [billing.create(userId, begun)], result: undefined };
  });
  return billing.get(people, userId);
}
