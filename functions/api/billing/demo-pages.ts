import { html } from 'hono/html';
import * as z from 'zod';
import { billing } from '../../../shared/documents/billing.ts';
import { demoPayments } from '../../../shared/documents/demo-payment.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { planPrices } from '../../../shared/domain/billing/plans.ts';
import { stableId } from '../../../shared/domain/identity/stable-id.ts';
import { formatMoney } from '../../../shared/domain/money/format-money.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { readBilling } from '../../../shared/runtime/settle-billing.ts';
import { smallPage } from '../small-page.ts';
import type { Selling } from './checkout.ts';

const params = z.object({ token: z.string().max(200) });
const about = { action: 'read-public', params, contentType: 'text/html' } as const;

const showCheckout = {
  ...about,
  method: 'GET',
  path: '/demo-checkout/:token',
  summary: 'The demo’s checkout, where no payment service is configured: nothing is charged.',
} as const satisfies Endpoint;
const pay = {
  ...about,
  method: 'POST',
  path: '/demo-checkout/:token',
  summary: '“Pays” at the demo’s checkout.',
} as const satisfies Endpoint;
const showPortal = {
  ...about,
  method: 'GET',
  path: '/demo-portal/:token',
  summary: 'The demo’s page to cancel a plan on.',
} as const satisfies Endpoint;
const cancel = {
  ...about,
  method: 'POST',
  path: '/demo-portal/:token',
  summary: 'Cancels the demo’s plan at the end of what was paid.',
} as const satisfies Endpoint;

const dayMs = 86_400_000;
const cycleMs = { monthly: 30 * dayMs, annual: 365 * dayMs } as const;

/** Checkout and portal of the demo: two pages with one button each. Whoever has no demo customer finds nothing. */
export function demoPaymentPages(server: EndpointServer, selling: Selling): void {
  const { people, clock } = selling;
  const find = async (token: string) => (await demoPayments.find(people, 'byToken', { equal: { token }, limit: 1 }))[0];
  const nothing = (context: RequestContext) =>
    smallPage(context, 'There is nothing to pay here', html`<p>It may be paid already.</p>`, 404);

  server.add(showCheckout, async ({ params: { token } }, context) => {
    const order = (await find(token))?.value.order;
    if (!order) return nothing(context);
    const price = formatMoney(planPrices[order.tier][order.billingCycle], 'en-GB');
    const form = html`<p>This is the demo: nothing is charged.</p><form method="post"><button>Pay</button></form>`;
    return smallPage(context, `PriceHawk ${order.tier}, ${price} ${order.billingCycle}`, form);
  });

  server.add(pay, async ({ params: { token } }, context) => {
    const customer = await find(token);
    const order = customer?.value.order;
    if (!customer || !order) return nothing(context);
    const periodStartMs = clock.nowMs();
    const subscription = {
      id: stableId('demo-subscription', customer.id, customer.version),
      tier: order.tier,
      billingCycle: order.billingCycle,
      status: 'active',
      periodStartMs,
      periodEndMs: periodStartMs + cycleMs[order.billingCycle],
      endsAtMs: null,
      refunded: false,
    } as const;
    // The order goes with the same write, so that pressing twice pays once.
    const paid = fields({ order: null, subscriptions: [...customer.value.subscriptions, subscription] });
    await people.write([demoPayments.update(customer.id, paid, customer.version)]);
    await settle(customer.id);
    return context.redirect(order.successUrl, 303);
  });

  server.add(showPortal, async ({ params: { token } }, context) => {
    if (!(await find(token))) return nothing(context);
    const form = html`<p>It would last until the end of what you paid for.</p><form method="post"><button>Cancel the plan</button></form>`;
    return smallPage(context, 'Your demo plan', form);
  });

  server.add(cancel, async ({ params: { token } }, context) => {
    const customer = await find(token);
    if (!customer) return nothing(context);
    const subscriptions = customer.value.subscriptions.map((each) => ({ ...each, endsAtMs: each.periodEndMs }));
    await people.write([demoPayments.update(customer.id, fields({ subscriptions }), customer.version)]);
    await settle(customer.id);
    return smallPage(context, 'Cancelled', html`<p>Your plan lasts until the end of what you paid for.</p>`);
  });

  async function settle(customerId: string): Promise<void> {
    const payments = await selling.payments();
    const [owner] = await billing.find(people, 'ofCustomer', { equal: { customerId }, limit: 1 });
    if (payments && owner) await readBilling({ people, clock, payments }, owner.id);
  }
}
