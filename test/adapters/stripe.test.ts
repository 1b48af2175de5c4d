import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripePayments } from '../../shared/adapters/stripe.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import { deadOrigin } from '../servers/local-server.ts';
import { type StripeServer, startStripeServer, stripeSignature } from '../servers/stripe.ts';
import { ManualClock } from '../support/manual-clock.ts';

const apiKey = 'sk_test_key';
const secret = 'whsec_new';
const nowMs = Date.UTC(2026, 0, 15);
const order = {
  tier: 'pro',
  billingCycle: 'annual',
  successUrl: 'https://pricehawk.example/paid',
  cancelUrl: 'https://pricehawk.example/plans',
} as const;

describe('payments through Stripe', () => {
  let server: StripeServer;
  beforeAll(async () => {
    server = await startStripeServer(apiKey);
  });
  afterAll(() => server.close());
  const open = (over: { readonly apiKey?: string; readonly baseUrl?: string } = {}) =>
    createStripePayments({
      apiKey,
      baseUrl: server.origin,
      signingSecrets: ['whsec_old', secret],
      clock: new ManualClock(nowMs, { autoAdvance: true }),
      ...over,
    });

  it('make one customer for a user, however often they are asked for', async () => {
    const [first, second] = [
      await open().createCustomer({ userId: 'ada', email: 'ada@mail.example' }),
      await open().createCustomer({ userId: 'ada', email: 'ada@mail.example' }),
    ];
    expect(second).toBe(first);
    expect([...server.customers.values()]).toMatchObject([{ email: 'ada@mail.example', metadata: { userId: 'ada' } }]);
  });

  it('sell at the price of our table, made once', async () => {
    const payments = open();
    const customerId = await payments.createCustomer({ userId: 'bert', email: 'bert@mail.example' });
    const address = await payments.checkout({ ...order, customerId, key: 'checkout-1' });
    expect(await open().checkout({ ...order, customerId, key: 'checkout-1' })).toBe(address);
    expect(await payments.portal(customerId, 'https://pricehawk.example/')).toContain('https://portal.example/');
    const subscription = server.pay({ nowMs });
    expect(await payments.subscriptionsOf(customerId)).toEqual([
      {
        id: subscription,
        tier: 'pro',
        billingCycle: 'annual',
        status: 'active',
        periodStartMs: nowMs,
        periodEndMs: nowMs + 365 * 86_400_000,
        endsAtMs: null,
        refunded: false,
      },
    ]);
    expect(server.requests.filter(({ method, path }) => method === 'POST' && path === '/v1/prices')).toHaveLength(1);
  });

  it('tell a subscription that is cancelled, fails, or is paid back', async () => {
    const payments = open();
    const customerId = await payments.createCustomer({ userId: 'cleo', email: 'cleo@mail.example' });
    await payments.checkout({ ...order, billingCycle: 'monthly', customerId, key: 'checkout-2' });
    const id = server.pay({ nowMs });
    server.change(id, { cancel_at_period_end: true, status: 'past_due' });
    server.refund(server.charges.at(-1)?.id ?? '');
    expect(await payments.subscriptionsOf(customerId)).toMatchObject([
      { status: 'failing', endsAtMs: nowMs + 30 * 86_400_000, refunded: true },
    ]);
    await payments.deleteCustomer(customerId);
    await payments.deleteCustomer(customerId);
    expect(server.customers.has(customerId)).toBe(false);
  });

  it('try again what passes, and give up as passing', async () => {
    const busy = {
      status: 429,
      body: JSON.stringify({ error: { type: 'invalid_request_error', code: 'rate_limit' } }),
    };
    server.faults.push({ type: 'instead', answer: busy });
    const customerId = await open().createCustomer({ userId: 'dora', email: 'dora@mail.example' });
    expect(customerId).toMatch(/^cus_/);
    await expect(open({ baseUrl: deadOrigin }).portal(customerId, 'https://pricehawk.example/')).rejects.toThrow(
      TransientError,
    );
  });

  it('fail at once, without repeating what Stripe says of it, where trying again cannot help', async () => {
    const before = server.requests.length;
    await expect(open({ apiKey: 'sk_test_wrong' }).portal('cus_1', 'https://pricehawk.example/')).rejects.toThrow();
    expect(server.requests.length - before).toBe(1);
  });

  describe('news', () => {
    const body = JSON.stringify({
      id: 'evt_1',
      object: 'event',
      type: 'customer.subscription.updated',
      data: { object: { id: 'sub_1', object: 'subscription', customer: 'cus_9' } },
    });
    const news = { eventId: 'evt_1', type: 'customer.subscription.updated', customerId: 'cus_9' };

    it('are read when any of the endpoint’s secrets signed them', async () => {
      for (const each of ['whsec_old', secret]) {
        const signature = stripeSignature(body, each, Date.now());
        expect(await open().readNews(body, signature)).toEqual({ type: 'news', news });
      }
    });

    it('are refused when forged, changed, unsigned or old', async () => {
      const signature = stripeSignature(body, secret, Date.now());
      const forged = { type: 'forged' };
      expect(await open().readNews(body, stripeSignature(body, 'whsec_other', Date.now()))).toEqual(forged);
      expect(await open().readNews(body.replace('cus_9', 'cus_8'), signature)).toEqual(forged);
      expect(await open().readNews(body, '')).toEqual(forged);
      expect(await open().readNews(body, stripeSignature(body, secret, Date.now() - 600_000))).toEqual(forged);
    });
  });
});
