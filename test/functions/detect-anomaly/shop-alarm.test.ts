import { describe, expect, it } from 'vitest';
import { wire as admin } from '../../../functions/admin/wire.ts';
import { wire as api } from '../../../functions/api/wire.ts';
import { shopAlarms } from '../../../shared/documents/shop-alarm.ts';
import { anomalyDetected } from '../../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../../shared/messages/deal-detected.ts';
import { retractionRequested } from '../../../shared/messages/retraction-requested.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import { adminSecret } from '../../support/test-platform.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

const products = ['a', 'b', 'c', 'd', 'e', 'f'];

async function watchedProducts(): Promise<{ readonly shop: WatchedShop; readonly ids: readonly string[] }> {
  const shop = new WatchedShop();
  const ids: string[] = [];
  for (const [i, product] of products.entries()) ids.push(await shop.watch(product, 10_000 + 1_000 * i));
  return { shop, ids };
}
const usual = (i: number) => 10_000 + 1_000 * i;
const alarmOf = async (shop: WatchedShop) =>
  (await shopAlarms.find(shop.platform.catalogue, 'newest', { limit: 5 })).map(({ value }) => value);
const errors = (shop: WatchedShop) => shop.platform.logged.filter(({ severity }) => severity === 'ERROR');

/** Every product is seen at a hundredth of its price, in one batch. */
async function slip(shop: WatchedShop, ids: readonly string[]): Promise<void> {
  await shop.merge({
    changes: ids.map((_, i) => ({ fromMinor: usual(i), toMinor: usual(i) / 100 })),
  });
  for (const [i, id] of ids.entries()) await shop.look(id, usual(i) / 100);
}

describe('a fault of a whole shop', () => {
  it('is one alarm, told once; everything of it is rejected and nothing looked at again', async () => {
    const { shop, ids } = await watchedProducts();
    await slip(shop, ids);
    expect(await alarmOf(shop)).toMatchObject([{ kind: 'one-ratio', ratio: 0.01, products: 6, untilMs: null }]);
    expect(errors(shop)).toHaveLength(1);
    for (const id of ids) {
      expect(await shop.anomaly(id)).toMatchObject({ state: 'rejected', decision: { by: 'shop-watch' } });
    }
    expect(shop.published(dealDetected)).toEqual([]);
    expect(shop.published(anomalyDetected)).toEqual([]);
    expect(shop.published(scrapeRequested)).toEqual([]);
  });

  it('is told again when the news that raised it comes again: the first time may have ended before it was told', async () => {
    const { shop, ids } = await watchedProducts();
    await shop.merge({ changes: ids.map((_, i) => ({ fromMinor: usual(i), toMinor: usual(i) / 100 })) });
    const [first = ''] = ids;
    await shop.look(first, usual(0) / 100);
    shop.platform.logged.length = 0;
    await shop.again();
    expect(errors(shop)).toHaveLength(1);
  });

  it('is shown to the public with its shop, and to the operator with how things stand', async () => {
    const { shop, ids } = await watchedProducts();
    const shown = async (answer: Promise<Response> | Response) => JSON.parse(await (await answer).text());
    const headers = { authorization: `Bearer ${adminSecret}` };
    const alarms = async () => [
      (await shown(api(shop.platform).request('/shops'))).items[0].alarm?.products ?? null,
      (await shown(admin(shop.platform).request('/internal/status', { headers }))).shopAlarms.length,
    ];
    expect(await alarms()).toEqual([null, 0]);
    await slip(shop, ids);
    expect(await alarms()).toEqual([6, 1]);
    const status = await shown(admin(shop.platform).request('/internal/status', { headers }));
    expect(status.anomalies).toMatchObject({ rejected: 6, confirmed: 0, quarantined: 0 });
  });

  it('holds back what a batch sees until the batch is complete, or a minute has passed', async () => {
    const { shop, ids } = await watchedProducts();
    const [first = '', second = ''] = ids;
    const batch = { batchId: 'under-way', finished: false };
    expect(await shop.look(first, usual(0) / 100, { batch })).toBe('retry');
    expect(await shop.anomaly(first)).toBeUndefined();
    expect(shop.published(scrapeRequested)).toEqual([]);
    const seen = shop.observation(usual(1) / 100);
    shop.platform.clock.advance(61_000);
    expect(await shop.look(second, seen, { batch })).toBe('ack');
    expect(await shop.anomaly(second)).toMatchObject({ state: 'quarantined' });
  });

  it('is over when half of its products show their own prices again', async () => {
    const { shop, ids } = await watchedProducts();
    await slip(shop, ids);
    shop.platform.clock.advance(3_600_000);
    for (const [i, id] of ids.slice(0, 2).entries()) await shop.look(id, usual(i));
    expect(await alarmOf(shop)).toMatchObject([{ settled: 2, untilMs: null }]);
    await shop.look(ids[2] ?? '', usual(2));
    expect(await alarmOf(shop)).toMatchObject([{ settled: 3, untilMs: shop.platform.clock.nowMs() }]);
  });

  it('is an alarm of its own, and told again, when it comes back later', async () => {
    const { shop, ids } = await watchedProducts();
    await slip(shop, ids);
    shop.platform.clock.advance(3_600_000);
    for (const [i, id] of ids.entries()) await shop.look(id, usual(i));
    shop.platform.clock.advance(3 * 86_400_000);
    await slip(shop, ids);
    expect(await alarmOf(shop)).toMatchObject([{ settled: 0, untilMs: null, sinceMs: shop.platform.clock.nowMs() }]);
    expect(errors(shop)).toHaveLength(2);
  });

  it('takes back what its first products were believed, however often the news comes', async () => {
    const { shop, ids } = await watchedProducts();
    // By nearly 64 %, no round number: a deal while it is alone, and the shop's fault when five do so.
    const low = (i: number) => Math.round(usual(i) * 0.3647);
    await shop.look(ids[0] ?? '', low(0));
    expect(await shop.anomaly(ids[0] ?? '')).toMatchObject({ type: 'deal', state: 'validating' });
    await shop.merge({ changes: ids.map((_, i) => ({ fromMinor: usual(i), toMinor: low(i) })) });
    await shop.look(ids[1] ?? '', low(1));
    const [command] = shop.published(retractionRequested);
    expect(command).toMatchObject({ offerId: ids[0], sequence: 1, by: 'shop-watch' });
    if (!command) return;
    await shop.deliver(retractionRequested, command);
    await shop.deliver(retractionRequested, command);
    expect(await shop.anomaly(ids[0] ?? '')).toMatchObject({ state: 'retracted', retraction: { by: 'shop-watch' } });
    expect((await shop.offer(ids[0] ?? '')).price).toEqual({ minor: usual(0), currency: 'EUR' });
  });
});
