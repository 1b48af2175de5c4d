import * as z from 'zod';
import { billing } from '../../shared/documents/billing.ts';
import { paymentEvents } from '../../shared/documents/payment-event.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { readBilling } from '../../shared/runtime/settle-billing.ts';
import { forged } from './forged.ts';

/** Longer than Stripe goes on repeating an event. */
const rememberedMs = 30 * 86_400_000;

const takeStripeEvent = {
  method: 'POST',
  path: '/webhooks/stripe',
  action: 'bring-signed-news',
  limit: 'webhook',
  summary: 'Takes an event of Stripe, signed over its raw body.',
  answer: z.object({ received: z.literal(true) }),
} as const satisfies Endpoint;

/**
 * News of somebody's payments. An event only says whose billing to read anew, so events may come in any order and more
 * than once; one is remembered when it has been heeded, so that a crash before has it repeated.
 */
export function stripeEndpoints(
  server: EndpointServer,
  { people, clock }: Platform,
  openPayments: () => Promise<Payments | undefined>,
): void {
  server.add(takeStripeEvent, async (_, context) => {
    const payments = await openPayments();
    if (!payments) return problem(404, 'not-found', 'payments are off here');
    const read = await payments.readNews(await context.req.text(), context.req.header('stripe-signature') ?? '');
    // Not "forged": Stripe goes on repeating an event for days, and it counts once there is a secret.
    if (read.type === 'off')
      return problem(503, 'not-configured', 'news of payments are off here: there is no STRIPE_WEBHOOK_SECRETS');
    if (read.type === 'forged') return forged(context, 'stripe');
    const { eventId, type, customerId } = read.news;
    const received = { body: { received: true } } as const;
    if (await paymentEvents.get(people, eventId)) return received;
    const userId = customerId === null ? undefined : await ownerOf(customerId);
    if (userId) {
      const { state } = await readBilling({ people, clock, payments }, userId);
      context.get('log').info('a payment event was heeded', { type, userId, state });
    }
    const nowMs = clock.nowMs();
    await people.write([paymentEvents.set(eventId, { type, heededAtMs: nowMs, expiresAtMs: nowMs + rememberedMs })]);
    return received;
  });

  async function ownerOf(customerId: string): Promise<string | undefined> {
    const [found] = await billing.find(people, 'ofCustomer', { equal: { customerId }, limit: 1 });
    return found?.id;
  }
}
