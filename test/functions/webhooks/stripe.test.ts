import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wire as releaseDue } from '../../../functions/release-due/wire.ts';
import { wire } from '../../../functions/webhooks/wire.ts';
import { type Billing, billing } from '../../../shared/documents/billing.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import { paymentGraceMs } from '../../../shared/domain/billing/plans.ts';
import { type StripeServer, startStripeServer, stripeSignature } from '../../servers/stripe.ts';
import { apiOf, bearer, register, verifyAll } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { testPlatform } from '../../support/test-platform.ts';

const secret = 'whsec_0123456789abcdef0123456789';
const dayMs = 86_400_000;
let server: StripeServer;
beforeEach(async () => {
  server = await startStripeServer();
});
afterEach(() => server.close());

/** Somebody with an account, on a platform with Stripe behind it. */
async function customer(secrets: Readonly<Record<string, string>> = { STRIPE_WEBHOOK_SECRETS: secret }) {
  // Signatures are checked against the real time.
  const clock = new ManualClock(Date.now(), { autoAdvance: true });
  const platform = testPlatform({
    flags: ['--stripe-url', server.origin],
    secrets: { STRIPE_API_KEY: 'sk_test_key', ...secrets },
    clock,
  });
  const ask = apiOf(platform);
  const { userId, token } = await register(ask);
  await verifyAll(platform, ask);
  const webhooks = wire(platform);
  const release = releaseDue(platform);
  const checkout = (billingCycle = 'monthly') =>
    ask('POST', '/api/checkout', { tier: 'pro', billingCycle }, bearer(token));
  return {
    platform,
    clock,
    checkout,
    portal: () => ask('POST', '/api/billing/portal', undefined, bearer(token)),
    standing: async () => jsonOf(await ask('GET', '/api/billing', undefined, bearer(token))),
    tier: async () => (await subscribers.get(platform.people, userId))?.value.tier,
    role: async () => (await users.get(platform.people, userId))?.value.role,
    /** As before anything was told. */
    forget: async (begun: Partial<Billing>) => {
      const value = { ...begun, customerId: begun.customerId ?? '', subscriptions: [], checkedAtMs: 0, dueAtMs: null };
      await platform.people.write([billing.set(userId, { ...value, revision: 0 })]);
    },
    billing: async () => (await billing.get(platform.people, userId))?.value,
    deliver: async (event: unknown, signature?: string) => {
      const body = JSON.stringify(event);
      const headers = { 'stripe-signature': signature ?? stripeSignature(body, secret, Date.now()) };
      return webhooks.request('/webhooks/stripe', { method: 'POST', body, headers });
    },
    release: async () => {
      const answer = await release({
        topic: 'release-requested',
        id: `release-${clock.nowMs()}`,
        text: '{}',
        attributes: {},
        publishedAtMs: clock.nowMs(),
      });
      expect(answer).toBe('ack');
    },
  };
}

/** Delivers every event since the last time. */
async function deliverNew({ deliver }: Awaited<ReturnType<typeof customer>>, from: number): Promise<void> {
  for (const event of server.events.slice(from)) expect((await deliver(event)).status).toBe(200);
}

describe('a subscription', () => {
  it('is bought at the payment service and counts once it tells of it', async () => {
    const reader = await customer();
    const from = server.events.length;
    expect(await jsonOf(await reader.checkout())).toMatchObject({ url: expect.stringContaining('checkout.example') });
    expect(await reader.tier()).toBe('free');
    server.pay({ nowMs: reader.clock.nowMs() });
    await deliverNew(reader, from);
    expect([await reader.tier(), await reader.role()]).toEqual(['pro', 'premium']);
    expect(await reader.standing()).toEqual({ tier: 'pro', state: 'active', until: null });
    // A second wish leads to what there is already, not to a second payment.
    expect(await jsonOf(await reader.checkout('annual'))).toMatchObject({
      url: expect.stringContaining('portal.example'),
    });
  });

  it('keeps its tier through a failed payment for the grace, and no longer', async () => {
    const reader = await customer();
    await reader.checkout();
    const from = server.events.length;
    const id = server.pay({ nowMs: reader.clock.nowMs() });
    server.change(id, { status: 'past_due' });
    await deliverNew(reader, from);
    expect(await reader.standing()).toMatchObject({ tier: 'pro', state: 'grace' });
    reader.clock.advance(paymentGraceMs - 60_000);
    await reader.release();
    expect(await reader.tier()).toBe('pro');
    reader.clock.advance(120_000);
    await reader.release();
    expect([await reader.tier(), await reader.role()]).toEqual(['free', 'user']);
    server.change(id, { status: 'active' }, 'invoice.paid');
    await deliverNew(reader, server.events.length - 1);
    expect([await reader.tier(), await reader.role()]).toEqual(['pro', 'premium']);
  });

  it('that is cancelled lasts until the end of what was paid', async () => {
    const reader = await customer();
    await reader.checkout();
    const from = server.events.length;
    const id = server.pay({ nowMs: reader.clock.nowMs() });
    server.change(id, { cancel_at_period_end: true });
    await deliverNew(reader, from);
    expect(await reader.standing()).toMatchObject({ tier: 'pro', state: 'ending', until: expect.any(String) });
    expect((await reader.portal()).status).toBe(200);
    reader.clock.advance(31 * dayMs);
    await reader.release();
    expect(await reader.tier()).toBe('free');
  });

  it('that is paid back ends at once', async () => {
    const reader = await customer();
    await reader.checkout();
    const from = server.events.length;
    server.pay({ nowMs: reader.clock.nowMs() });
    server.refund(server.charges.at(-1)?.id ?? '');
    await deliverNew(reader, from);
    expect(await reader.standing()).toMatchObject({ tier: 'free', state: 'ended' });
  });

  it('ends in the same state whatever order its events come in, however often, and while others come', async () => {
    const reader = await customer();
    await reader.checkout();
    const id = server.pay({ nowMs: reader.clock.nowMs() });
    const begun = { ...(await reader.billing()) };
    const turns = [
      { status: 'past_due', cancel_at_period_end: false },
      { status: 'active', cancel_at_period_end: false },
      { status: 'active', cancel_at_period_end: true },
    ];
    /** Failure, recovery and cancellation; each is told of, in a drawn order, while the next already happens. */
    const life = async (order: (count: number) => readonly number[]) => {
      await reader.forget(begun);
      const from = server.events.length;
      const told: { readonly event: unknown; readonly answer: Promise<Response> }[] = [];
      const tell = (event: unknown) => told.push({ event, answer: reader.deliver(event) });
      for (const turn of turns) {
        server.change(id, turn);
        tell(server.events.at(-1));
      }
      const events = server.events.slice(from);
      for (const i of order(events.length)) tell(events[i]);
      // What lost against others, Stripe tells again.
      for (const { event, answer } of told) if ((await answer).status !== 200) await reader.deliver(event);
      const { subscriptions = [] } = (await reader.billing()) ?? {};
      const kept = subscriptions.map(({ status, endsAtMs, refunded }) => ({
        status,
        ends: endsAtMs !== null,
        refunded,
      }));
      return { kept, tier: await reader.tier(), role: await reader.role() };
    };
    const expected = await life(() => []);
    expect(expected).toEqual({
      kept: [{ status: 'active', ends: true, refunded: false }],
      tier: 'pro',
      role: 'premium',
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (drawn) => {
        expect(await life((count) => drawn.map((i) => i % count))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('bad input', () => {
  it('is no forgery where there is no secret to know it by: it is repeated, and the operator told', async () => {
    const reader = await customer({});
    expect(await problemOf(await reader.deliver({ id: 'evt_1' }))).toEqual([503, 'not-configured']);
    expect(reader.platform.people.all().filter(({ collection }) => collection === 'audit')).toEqual([]);
  });

  it('that is not signed changes nothing and is told so', async () => {
    const reader = await customer();
    await reader.checkout();
    server.pay({ nowMs: reader.clock.nowMs() });
    const event = server.events.at(-1);
    expect(await problemOf(await reader.deliver(event, 't=1,v1=00'))).toEqual([400, 'forged-signature']);
    expect(await problemOf(await reader.deliver(event, ''))).toEqual([400, 'forged-signature']);
    expect(await reader.tier()).toBe('free');
  });

  it('gets a clear answer', async () => {
    const reader = await customer();
    expect(await problemOf(await reader.portal())).toEqual([409, 'no-plan']);
    expect(await problemOf(await reader.checkout('weekly'))).toEqual([400, 'invalid-input']);
    const stranger = await apiOf(reader.platform)('POST', '/api/checkout', { tier: 'pro', billingCycle: 'monthly' });
    expect(stranger.status).toBe(401);
  });

  it('while payments are off is said to be so', async () => {
    const platform = testPlatform();
    const ask = apiOf(platform);
    const { token } = await register(ask);
    await verifyAll(platform, ask);
    const answer = await ask('POST', '/api/checkout', { tier: 'pro', billingCycle: 'monthly' }, bearer(token));
    expect(await problemOf(answer)).toEqual([503, 'payments-off']);
  });
});

it('the plans are what the code itself reads', async () => {
  const { items } = await jsonOf(await apiOf(testPlatform())('GET', '/api/plans'));
  expect(items).toMatchObject([
    { tier: 'free', prices: null, gives: { delayMinutes: 15 } },
    { tier: 'pro', prices: { monthly: { minor: 500, currency: 'USD' } }, gives: { delayMinutes: 0 } },
  ]);
});
