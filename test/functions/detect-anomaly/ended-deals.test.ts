import { describe, expect, it } from 'vitest';
import { wire as api } from '../../../functions/api/wire.ts';
import { wire as validateAi } from '../../../functions/validate-ai/wire.ts';
import { deals } from '../../../shared/documents/deal.ts';
import type { Availability } from '../../../shared/domain/observation/facts.ts';
import type { Observation } from '../../../shared/domain/observation/observation.ts';
import { anomalyDetected } from '../../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../../shared/messages/deal-detected.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

const dayMs = 86_400_000;

async function kettle() {
  const shop = new WatchedShop();
  const { platform } = shop;
  const id = await shop.watch('kettle', 10_000);
  const validate = validateAi(platform);
  let heard = 0;
  /** Looks a day later, and has everything judged that waits for it. */
  const look = async (seen: number | Observation) => {
    platform.clock.advance(dayMs);
    await shop.look(id, seen);
    const asked = [...shop.published(dealDetected), ...shop.published(anomalyDetected)];
    for (const body of asked.slice(heard)) {
      const text = JSON.stringify(body);
      await validate({ id: `v${heard}`, topic: dealDetected.name, text, attributes: {}, publishedAtMs: 0 });
      heard += 1;
    }
  };
  const seen = (minor: number, availability: Availability): Observation => {
    const observation = shop.observation(minor);
    return { ...observation, facts: { ...observation.facts, availability } };
  };
  const gone = (): Observation => ({ ...shop.observation(0), outcome: 'gone', price: null, facts: {} });
  const deal = async (sequence: number) => (await deals.get(platform.catalogue, shop.anomalyId(id, sequence)))?.value;
  const app = api(platform);
  const list = async (query = '') => {
    // Our own answer, of the form of deal-view.ts.
    const { items } = (await (await app.request(`/buyer/deals${query}`)).json()) as { items: { id: string }[] };
    return items.map((each) => each.id);
  };
  return { shop, id, look, seen, gone, deal, list, app, platform, dealId: (n: number) => shop.anomalyId(id, n) };
}

describe('a deal in the list', () => {
  it('ends when the price goes back, and is found among those that have ended', async () => {
    const { look, deal, list, dealId, app, platform } = await kettle();
    await look(7_000);
    expect(await list()).toEqual([dealId(1)]);
    const { headers } = await app.request('/buyer/deals');
    const known = { headers: { 'if-none-match': headers.get('etag') ?? '' } };
    expect((await app.request('/buyer/deals', known)).status).toBe(304);
    await look(7_100);
    expect(await list()).toEqual([dealId(1)]);
    await look(10_000);
    expect(await deal(1)).toMatchObject({
      status: 'ended',
      endReason: 'price-rose',
      endedAtMs: platform.clock.nowMs(),
    });
    expect((await app.request('/buyer/deals', known)).status).toBe(200);
    expect(await list()).toEqual([]);
    expect(await list('?status=ended')).toEqual([dealId(1)]);
    const feed = await (await app.request('/feeds/deals.json')).text();
    expect(JSON.parse(feed)).toMatchObject({ items: [] });
  });

  it('rests while it is sold out or its page is gone, and goes on after', async () => {
    const { look, seen, gone, deal, list, dealId, shop, id } = await kettle();
    await look(7_000);
    for (const missing of [seen(7_000, 'OutOfStock'), gone()]) {
      await look(missing);
      expect(await list()).toEqual([]);
      await look(seen(7_000, 'InStock'));
      expect(await list()).toEqual([dealId(1)]);
      expect(await deal(1)).toMatchObject({ status: 'live', endedAtMs: null, endReason: null });
    }
    await look(seen(7_000, 'OutOfStock'));
    await look(seen(10_000, 'InStock'));
    expect(await deal(1)).toMatchObject({ status: 'ended', endReason: 'price-rose' });
    expect((await shop.offer(id)).deals).toEqual([]);
  });

  it('gives way to a better one of its offer, and both are over when the price goes back', async () => {
    const { look, deal, list, dealId } = await kettle();
    await look(7_500);
    await look(6_500);
    expect(await list()).toEqual([dealId(2)]);
    expect(await deal(1)).toMatchObject({ status: 'ended', endReason: 'superseded' });
    await look(10_000);
    expect([(await deal(1))?.endReason, (await deal(2))?.endReason]).toEqual(['price-rose', 'price-rose']);
  });

  it('stands in the list again when the better one is over, or proves wrong, and its own price is asked', async () => {
    const { look, deal, list, dealId, shop, id } = await kettle();
    await look(7_500);
    await look(6_500);
    await look(7_500);
    expect(await list()).toEqual([dealId(1)]);
    expect(await deal(1)).toMatchObject({ status: 'live', endedAtMs: null, endReason: null });
    expect(await deal(2)).toMatchObject({ status: 'ended', endReason: 'price-rose' });
    await look(6_000);
    await shop.retract(id, 4);
    expect(await list()).toEqual([]);
    await look(7_500);
    expect(await list()).toEqual([dealId(1)]);
  });

  it('knows whether an earlier one of its offer had ended before', async () => {
    const { look, deal, platform } = await kettle();
    await look(7_500);
    await look(10_000);
    const endedAtMs = platform.clock.nowMs();
    await look(7_000);
    await look(6_000);
    expect((await deal(1))?.lastEndedAtMs).toBeNull();
    expect((await deal(3))?.lastEndedAtMs).toBe(endedAtMs);
    expect((await deal(4))?.lastEndedAtMs).toBe(endedAtMs);
  });

  it('is not ended by a price that is suspect, nor by the same message twice', async () => {
    const { look, deal, shop, id } = await kettle();
    await look(7_000);
    await look(700_000);
    expect(await deal(1)).toMatchObject({ status: 'live' });
    await look(10_000);
    const [ended, offer] = [await deal(1), await shop.offer(id)];
    expect(await shop.again()).toBe('ack');
    expect([await deal(1), await shop.offer(id)]).toEqual([ended, offer]);
  });
});
