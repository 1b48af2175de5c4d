import { beforeAll, describe, expect, it } from 'vitest';
import { type Deal, deals } from '../../../shared/documents/deal.ts';
import { notifications } from '../../../shared/documents/notification.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { type Ask, apiOf, bearer, register, verifyAll } from '../../support/account-holder.ts';
import { jsonOf, problemOf } from '../../support/answers.ts';
import { type TestPlatform, testPlatform } from '../../support/test-platform.ts';

let platform: TestPlatform;
let ask: Ask;
let userId: string;
let headers: Readonly<Record<string, string>>;

/** Somebody with a confirmed address; once for all, for passwords are slow to hash. */
beforeAll(async () => {
  platform = testPlatform();
  ask = apiOf(platform);
  const holding = await register(ask);
  await verifyAll(platform, ask);
  userId = holding.userId;
  headers = bearer(holding.token);
});

const hourMs = 3_600_000;
const preferences = {
  active: true,
  locale: 'de-AT',
  timeZone: 'Europe/Vienna',
  filter: { keywords: ['kettle'], maxPrice: { minor: 5_000, currency: 'EUR' }, minDiscount: 0.3 },
  delivery: {
    channels: ['push'],
    fallbackChannels: ['email'],
    quietHours: { from: '22:00', to: '07:30' },
    digest: { every: 'instant', atHour: 18 },
    mostPerDay: 3,
    coolDownHours: 24,
    rearmDrop: 0.1,
  },
};
const put = (body: unknown) => ask('PUT', '/api/preferences', body, headers);
const filtered = (filter: object) => ({ ...preferences, filter });
const delivered = (delivery: object) => ({ ...preferences, delivery: { ...preferences.delivery, ...delivery } });

describe('/api/preferences', () => {
  it('gives back what was chosen, with what the tier allows and the channels there are', async () => {
    expect(await jsonOf(await ask('GET', '/api/preferences', undefined, headers))).toMatchObject({
      active: true,
      filter: {},
    });
    const answer = await jsonOf(await put(preferences));
    expect(answer).toEqual({
      ...preferences,
      tier: 'free',
      entitlements: { delayMs: 900_000, mostPerDay: 20 },
      channelsYouHave: ['email'],
    });
    expect(await jsonOf(await ask('GET', '/api/preferences', undefined, headers))).toEqual(answer);
  });

  it('takes its own answer back: what is only shown is left as it is', async () => {
    const answer = await jsonOf(await put(preferences));
    expect(await jsonOf(await put({ ...answer, tier: 'pro' }))).toEqual(answer);
  });

  it('keeps the audience index in step', async () => {
    await put(preferences);
    const indexed = async () => (await subscribers.get(platform.people, userId))?.value.indexed;
    expect(await indexed()).toMatchObject({ terms: ['word kettle'], band: 1 });
    await put({ ...preferences, active: false });
    expect(await indexed()).toBeNull();
  });

  it.each([
    [
      'a zone nobody knows',
      { ...preferences, timeZone: 'Europe/Atlantis' },
      'timeZone: a time zone of the tz database',
    ],
    ['no currency', filtered({ maxPrice: { minor: 1, currency: 'XYZ' } }), 'filter.maxPrice.currency: a currency code'],
    [
      'a price of nothing',
      filtered({ maxPrice: { minor: 0, currency: 'EUR' } }),
      'filter.maxPrice.minor: more than nothing',
    ],
    ['a discount of more than all', filtered({ minDiscount: 1.2 }), 'filter.minDiscount: '],
    [
      'an unknown category',
      filtered({ categories: ['kitchen', 'Krimskrams'] }),
      'filter.categories.1: one of appliances, audio,',
    ],
    ['an unknown kind', filtered({ kinds: ['bargain'] }), 'filter.kinds.0: '],
    ['more keywords than are kept', filtered({ keywords: Array(51).fill('x') }), 'filter.keywords: '],
    ['a field nobody knows', { ...preferences, colour: 'red' }, 'colour'],
    ['an hour of no day', delivered({ digest: { every: 'daily', atHour: 24 } }), 'delivery.digest.atHour: '],
    [
      'a time of no day',
      delivered({ quietHours: { from: '25:00', to: '07:00' } }),
      'delivery.quietHours.from: a time of day',
    ],
    ['a quiet day and night', delivered({ quietHours: { from: '08:00', to: '07:59' } }), 'at most 20 hours'],
    ['no channel at all', delivered({ channels: [] }), 'delivery.channels: '],
    ['a channel there is not', delivered({ channels: ['pigeon'] }), 'delivery.channels.0: '],
    ['no cap', delivered({ mostPerDay: 0 }), 'delivery.mostPerDay: '],
    ['a locale that is none', { ...preferences, locale: '§' }, 'locale: a language tag'],
  ])('refuses %s, says so and changes nothing', async (_, body, detail) => {
    const before = await subscribers.get(platform.people, userId);
    const response = await put(body);
    expect(response.status).toBe(400);
    expect(await jsonOf(response)).toMatchObject({
      type: 'urn:pricehawk:problem:invalid-input',
      detail: expect.stringContaining(detail),
    });
    expect((await subscribers.get(platform.people, userId))?.version).toBe(before?.version);
  });

  it('is switched on by nobody whose address is not confirmed', async () => {
    const stranger = bearer((await register(ask, 'eve@example.com')).token);
    expect(await problemOf(await ask('PUT', '/api/preferences', preferences, stranger))).toEqual([
      403,
      'address-not-confirmed',
    ]);
    expect((await ask('PUT', '/api/preferences', { ...preferences, active: false }, stranger)).status).toBe(200);
    expect(await problemOf(await ask('GET', '/api/preferences'))).toEqual([401, 'unauthorised']);
  });
});

const deal = (offerId: string, confirmedAtMs: number, changes: Partial<Deal> = {}): Deal => ({
  offerId,
  retailerId: 'amazon',
  retailerName: 'Amazon',
  title: 'Brook kettle',
  url: 'https://shop.example/1',
  kind: 'deal',
  price: { minor: 4_000, currency: 'EUR' },
  medianMinor: 8_000,
  low30Minor: 7_000,
  discount: 0.5,
  reasons: [],
  observedAtMs: confirmedAtMs,
  confirmedAtMs,
  retractedAtMs: null,
  ...changes,
});

describe('/api/preferences/preview', () => {
  it('says what would have been told: cooling offers left out, the rest of a full day in a digest', async () => {
    const nowMs = platform.clock.nowMs();
    const noon = nowMs - 5 * 24 * hourMs;
    await platform.catalogue.write([
      deals.create('a', deal('o1', noon)),
      deals.create('a-again', deal('o1', noon + hourMs, { price: { minor: 3_900, currency: 'EUR' } })),
      deals.create('a-further', deal('o1', noon + 2 * hourMs, { price: { minor: 3_000, currency: 'EUR' } })),
      ...[1, 2].map((n) => deals.create(`b${n}`, deal(`b${n}`, noon + 3 * hourMs + n))),
      deals.create('dollars', deal('o3', noon, { price: { minor: 100, currency: 'USD' } })),
      deals.create('too-small', deal('o4', noon, { discount: 0.2 })),
      deals.create('wrong', deal('o5', noon, { retractedAtMs: noon })),
      deals.create('long-ago', deal('o6', nowMs - 31 * 24 * hourMs)),
    ]);
    const before = await subscribers.get(platform.people, userId);
    const response = await ask('POST', '/api/preferences/preview', delivered({ quietHours: null }), headers);
    expect(await jsonOf(response)).toMatchObject({
      days: 30,
      isComplete: true,
      fitting: 5,
      alone: 3,
      inDigests: 1,
      digests: 1,
      latest: [{ id: 'b2' }, { id: 'b1' }, { id: 'a-further', title: 'Brook kettle' }, { id: 'a' }],
    });
    expect((await subscribers.get(platform.people, userId))?.version).toBe(before?.version);
  });
});

describe('/api/notifications', () => {
  it('lists what its owner was told, newest first, and nothing of anybody else', async () => {
    // Behind the mail that asked to confirm the address.
    const laterMs = platform.clock.nowMs() + 1;
    await platform.catalogue.write([deals.create('d', deal('o', 1))]);
    const told = (n: number, subscriberId: string) => ({
      subscriberId,
      dealId: 'd',
      kind: 'deal' as const,
      channel: 'email' as const,
      dispatchId: 'x',
      state: 'sent' as const,
      providerId: 'p',
      createdAtMs: n,
      sentAtMs: n + 1,
      expiresAtMs: n + 2,
    });
    await platform.people.write([
      ...[1, 2, 3].map((n) => notifications.create(`n${n}`, told(laterMs + n, userId))),
      notifications.create('other', told(laterMs, 'somebody')),
    ]);
    const first = await jsonOf(await ask('GET', '/api/notifications?limit=2', undefined, headers));
    expect(first).toMatchObject({
      items: [{ id: 'n3', state: 'sent', channel: 'email', deal: { id: 'd', title: 'Brook kettle' } }, { id: 'n2' }],
    });
    const { nextCursor } = first as { nextCursor: string };
    const rest = await jsonOf(await ask('GET', `/api/notifications?limit=2&cursor=${nextCursor}`, undefined, headers));
    expect(rest).toMatchObject({ items: [{ id: 'n1' }, { kind: 'account', deal: null }] });
    expect(await problemOf(await ask('GET', '/api/notifications?cursor=x', undefined, headers))).toEqual([
      400,
      'invalid-cursor',
    ]);
  });
});
