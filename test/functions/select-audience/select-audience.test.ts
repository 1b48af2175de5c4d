import { describe, expect, it } from 'vitest';
import { wire } from '../../../functions/select-audience/wire.ts';
import { deals } from '../../../shared/documents/deal.ts';
import type { Subscriber } from '../../../shared/documents/subscriber.ts';
import { newSubscriber } from '../../../shared/domain/audience/new-subscriber.ts';
import { messageDeadLettered } from '../../../shared/messages/message-dead-lettered.ts';
import { notificationRequested } from '../../../shared/messages/notification-requested.ts';
import { addSubscribers } from '../../support/add-subscribers.ts';
import { testPlatform } from '../../support/test-platform.ts';

const deal = {
  offerId: 'o',
  retailerId: 'amazon',
  retailerName: 'Amazon',
  title: 'Oak Desk',
  url: 'https://www.amazon.com/a',
  kind: 'deal' as const,
  price: { minor: 10_000, currency: 'USD' },
  medianMinor: 20_000,
  low30Minor: 19_000,
  discount: 0.5,
  reasons: [],
  observedAtMs: 0,
  confirmedAtMs: 1,
  retractedAtMs: null,
};
const subscriber = (n: number, changes: Partial<Subscriber> = {}): Subscriber =>
  newSubscriber({
    email: `${n}@example.org`,
    locale: 'en',
    timeZone: 'Etc/UTC',
    tier: 'pro',
    unsubscribeToken: `t${n}`,
    createdAtMs: n,
    ...changes,
  });
const device = { endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } };

async function start(people: Readonly<Record<string, Subscriber>>) {
  const platform = testPlatform();
  await platform.catalogue.write([deals.create('d', deal)]);
  await addSubscribers(platform.people, people);
  const receive = wire(platform);
  const deliver = (text = '{"dealId":"d"}') =>
    receive({ id: 'm', topic: 'deal-confirmed', text, attributes: {}, publishedAtMs: 0 });
  const requests = () =>
    platform.published
      .filter(({ topic }) => topic === notificationRequested.name)
      .map(({ body }) => notificationRequested.schema.parse(body));
  return { platform, deliver, requests };
}

describe('selecting the audience of a deal', () => {
  it('asks once for everybody whose filter matches, each on the channels they have', async () => {
    const { deliver, requests } = await start({
      both: subscriber(1, { pushSubscriptions: [device] }),
      other: subscriber(2, { filter: { retailerIds: ['ebay'] } }),
      stopped: subscriber(3, { active: false }),
      matching: subscriber(4, {
        filter: { keywords: ['oak'], minDiscount: 0.5, maxPrice: { minor: 10_000, currency: 'USD' } },
      }),
      euros: subscriber(5, { filter: { maxPrice: { minor: 10_000, currency: 'EUR' } } }),
    });
    expect(await deliver()).toBe('ack');
    expect(requests()).toMatchObject([
      { dealId: 'd', channel: 'email', subscriberIds: ['both', 'matching'] },
      { dealId: 'd', channel: 'push', subscriberIds: ['both'] },
    ]);
  });

  it('asks for the same dispatches when the message comes again', async () => {
    const { platform, deliver, requests } = await start({
      a: subscriber(1),
      b: subscriber(2, { pushSubscriptions: [device] }),
    });
    await deliver();
    const first = requests();
    platform.published.length = 0;
    await deliver();
    expect(requests()).toEqual(first);
  });

  it('reaches every one of many, in dispatches of at most 100', async () => {
    const many = Object.fromEntries(Array.from({ length: 1_250 }, (_, n) => [`s${n}`, subscriber(n)]));
    const { deliver, requests } = await start(many);
    await deliver();
    const asked = requests().flatMap(({ subscriberIds }) => subscriberIds);
    expect([asked.length, new Set(asked).size]).toEqual([1_250, 1_250]);
    expect(Math.max(...requests().map(({ subscriberIds }) => subscriberIds.length))).toBeLessThanOrEqual(100);
  });

  it('gives up on a deal that does not exist, and on a message without one', async () => {
    const { platform, deliver } = await start({});
    expect([await deliver('{"dealId":"none"}'), await deliver('{}')]).toEqual(['ack', 'ack']);
    expect(platform.published.map(({ topic, body }) => [topic, body.reason])).toEqual([
      [messageDeadLettered.name, 'the deal none does not exist'],
      [messageDeadLettered.name, expect.stringContaining('dealId: ')],
    ]);
  });
});
