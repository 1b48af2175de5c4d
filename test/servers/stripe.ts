import { createHmac } from 'node:crypto';
import { type LocalAnswer, type LocalRequest, type LocalServer, startLocalServer } from './local-server.ts';

type Body = Readonly<Record<string, unknown>>;

interface StripeObject {
  readonly id: string;
  readonly object: string;
  [field: string]: unknown;
}

export interface StripeServer extends LocalServer {
  readonly customers: Map<string, StripeObject>;
  readonly subscriptions: Map<string, StripeObject>;
  readonly charges: StripeObject[];
  /** What happened, in order, as Stripe's events; each can be signed and handed over as often as one likes. */
  readonly events: StripeObject[];
  /** Somebody pays at the page of the newest checkout. */
  pay(at: { readonly nowMs: number }): string;
  /** Changes a subscription as Stripe's own clock or the portal would, and tells of it. */
  change(subscriptionId: string, fields: Body, eventType?: string): void;
  charge(customerId: string, at: { readonly nowMs: number }): StripeObject;
  refund(chargeId: string): void;
}

/**
 * The part of Stripe's API that PriceHawk uses, in its wire format: form-encoded requests with bracketed names, bearer
 * key, idempotency keys that give the first answer again, lists, and errors. Source: docs.stripe.com/api.
 */
export async function startStripeServer(apiKey = 'sk_test_key'): Promise<StripeServer> {
  const customers = new Map<string, StripeObject>();
  const subscriptions = new Map<string, StripeObject>();
  const prices: StripeObject[] = [];
  const charges: StripeObject[] = [];
  const checkouts: StripeObject[] = [];
  const events: StripeObject[] = [];
  const answers = new Map<string, { readonly body: string; readonly answer: LocalAnswer }>();
  let made = 0;
  const idOf = (prefix: string) => `${prefix}_${String(++made).padStart(14, '0')}`;
  const tell = (type: string, object: StripeObject) => {
    events.push({ id: idOf('evt'), object: 'event', type, created: made, data: { object: { ...object } } });
  };
  const list = (data: readonly unknown[]): LocalAnswer => ok({ object: 'list', data, has_more: false, url: '/' });

  const routes: Record<string, (parameters: Body, id: string) => LocalAnswer> = {
    'POST /v1/customers': ({ email, metadata }) => {
      const customer = { id: idOf('cus'), object: 'customer', email, metadata };
      customers.set(customer.id, customer);
      tell('customer.created', customer);
      return ok(customer);
    },
    'DELETE /v1/customers/:id': (_, id) => {
      if (!customers.delete(id)) return failure(404, 'resource_missing');
      for (const [key, { customer }] of subscriptions) if (customer === id) subscriptions.delete(key);
      return ok({ id, object: 'customer', deleted: true });
    },
    'GET /v1/prices': ({ lookup_keys }) => list(prices.filter((price) => same(lookup_keys, [price.lookup_key]))),
    'POST /v1/prices': ({ lookup_key, unit_amount, currency, recurring, metadata }) => {
      const price = { id: idOf('price'), object: 'price', lookup_key, unit_amount, currency, recurring, metadata };
      prices.push(price);
      return ok(price);
    },
    'POST /v1/checkout/sessions': (parameters) => {
      if (!customers.has(String(parameters.customer))) return failure(400, 'resource_missing');
      const id = idOf('cs');
      const session = { ...parameters, id, object: 'checkout.session', url: `https://checkout.example/${id}` };
      checkouts.push(session);
      return ok(session);
    },
    'POST /v1/billing_portal/sessions': ({ customer }) =>
      ok({ id: idOf('bps'), object: 'billing_portal.session', url: `https://portal.example/${customer}` }),
    'GET /v1/subscriptions': ({ customer }) =>
      list([...subscriptions.values()].filter((each) => each.customer === customer)),
    'GET /v1/charges': ({ customer }) => list(charges.filter((each) => each.customer === customer)),
  };

  const answer = (request: LocalRequest): LocalAnswer => {
    if (request.headers.authorization !== `Bearer ${apiKey}`) return failure(401, 'api_key_invalid');
    const { pathname, searchParams } = new URL(request.path, 'http://stripe');
    const [, id = ''] = /^\/v1\/customers\/(.+)$/.exec(pathname) ?? [];
    const route = routes[`${request.method} ${id ? '/v1/customers/:id' : pathname}`];
    if (!route) return failure(404, 'url_invalid');
    const body = request.body.toString();
    const parameters = readForm(request.method === 'GET' ? searchParams : new URLSearchParams(body));
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string') return route(parameters, id);
    const first = answers.get(key);
    if (first) return first.body === body ? first.answer : failure(400, 'idempotency_key_in_use');
    const given = route(parameters, id);
    answers.set(key, { body, answer: given });
    return given;
  };

  const server = await startLocalServer(answer);

  const charge = (customerId: string, { nowMs }: { readonly nowMs: number }): StripeObject => {
    const made: StripeObject = {
      id: idOf('ch'),
      object: 'charge',
      customer: customerId,
      created: Math.floor(nowMs / 1_000),
      refunded: false,
    };
    charges.push(made);
    tell('charge.succeeded', made);
    return made;
  };

  return {
    ...server,
    customers,
    subscriptions,
    charges,
    events,
    charge,
    pay({ nowMs }) {
      const session = checkouts.at(-1);
      // The shape of what the route above has just kept.
      const items = session?.line_items as readonly { readonly price: string }[] | undefined;
      const price = prices.find(({ id }) => id === items?.[0]?.price);
      if (!session || !price) throw new Error('there is no checkout to pay');
      const start = Math.floor(nowMs / 1_000);
      const isAnnual = (price.recurring as Body).interval === 'year';
      const subscription: StripeObject = {
        id: idOf('sub'),
        object: 'subscription',
        customer: session.customer,
        status: 'active',
        cancel_at: null,
        cancel_at_period_end: false,
        items: {
          object: 'list',
          data: [{ price, current_period_start: start, current_period_end: start + (isAnnual ? 365 : 30) * 86_400 }],
        },
      };
      subscriptions.set(subscription.id, subscription);
      charge(String(session.customer), { nowMs });
      tell('checkout.session.completed', session);
      tell('customer.subscription.created', subscription);
      return subscription.id;
    },
    change(subscriptionId, fields, eventType = 'customer.subscription.updated') {
      const subscription = subscriptions.get(subscriptionId);
      if (!subscription) throw new Error('there is no such subscription');
      Object.assign(subscription, fields);
      tell(eventType, subscription);
    },
    refund(chargeId) {
      const found = charges.find(({ id }) => id === chargeId);
      if (!found) throw new Error('there is no such charge');
      found.refunded = true;
      tell('charge.refunded', found);
    },
  };
}

/** The `Stripe-Signature` of a body (docs.stripe.com/webhooks#verify-manually). */
export function stripeSignature(body: string, secret: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** `a[b][0]=c` → {a: {b: ['c']}}. */
function readForm(entries: URLSearchParams): Body {
  const root: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    const path = [...name.matchAll(/[^[\]]+/g)].map(([part]) => part);
    let at: Record<string, unknown> = root;
    for (const part of path.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return listed(root) as Body;
}

/** Objects whose names are 0, 1, 2 … are lists. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, listed(each)] as const);
  return entries.length > 0 && entries.every(([name], i) => name === String(i))
    ? entries.map(([, each]) => each)
    : Object.fromEntries(entries);
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const ok = (body: unknown): LocalAnswer => ({ status: 200, body: JSON.stringify(body) });
const failure = (status: number, code: string): LocalAnswer => ({
  status,
  body: JSON.stringify({ error: { type: 'invalid_request_error', code, message: code } }),
});
