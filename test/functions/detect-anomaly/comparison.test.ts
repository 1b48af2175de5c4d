import { describe, expect, it } from 'vitest';
import { fields } from '../../../shared/documents/fields.ts';
import { offers } from '../../../shared/documents/offer.ts';
import { explainAnomaly } from '../../../shared/domain/anomaly/explain-anomaly.ts';
import { replayEvidence } from '../../../shared/domain/anomaly/replay-evidence.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

const gtin = '04006381333931';

/** What is known of an offer from its looks. */
const known = (shop: WatchedShop, id: string, more: Readonly<Record<string, unknown>> = {}) =>
  shop.platform.catalogue.write([
    offers.update(id, fields({ outcome: 'price', facts: { title: 'Brook kettle' }, ...more })),
  ]);

describe('a doubted price', () => {
  it('is believed where another retailer asks about as much for the same product', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('kettle', 20_000);
    await known(shop, id, { facts: { gtin: '4006381333931' }, gtin });
    const peer = await shop.watch('kettle', 2_790, 60, 'elsewhere.example');
    await known(shop, peer, { gtin });
    await shop.look(id, 2_640);
    const anomaly = await shop.anomaly(id);
    expect(anomaly).toMatchObject({ type: 'deal', reasons: ['deal-rule', 'peers-agree'], state: 'validating' });
    expect(anomaly?.evidence?.sight.comparison).toEqual({ peersMinor: [2_790] });
    expect(anomaly && replayEvidence(anomaly).type).toBe('same');
    expect(anomaly && explainAnomaly(anomaly)).toContain('other retailers ask €27.90');
  });

  it('is doubted still where the others ask what it has always cost', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('kettle', 20_000);
    await known(shop, id, { facts: { gtin }, gtin });
    await known(shop, await shop.watch('kettle', 19_900, 60, 'elsewhere.example'), { gtin });
    await shop.look(id, 2_640);
    expect(await shop.anomaly(id)).toMatchObject({
      type: 'suspect',
      kind: 'glitch',
      evidence: { sight: { comparison: { peersMinor: [19_900] } } },
    });
  });

  it('is no deal where it is what another variant on the page has cost for long', async () => {
    const shop = new WatchedShop();
    const large = await shop.watch('kettle?size=l', 10_000);
    const small = await shop.watch('kettle?size=s', 7_000);
    for (const id of [large, small]) await known(shop, id);
    await shop.look(large, 7_000);
    expect(await shop.anomaly(large)).toMatchObject({
      type: 'suspect',
      kind: 'wrong-variant',
      reasons: ['sister-variant'],
    });
  });

  it('is a deal where the other variants were put on sale with it, or are other products', async () => {
    const shop = new WatchedShop();
    const large = await shop.watch('kettle?size=l', 10_000);
    for (const [product, title, days] of [
      ['kettle?size=s', 'Brook kettle', 1],
      ['kettle?id=7', 'Oak desk', 60],
    ] as const)
      await known(shop, await shop.watch(product, 7_000, days), { facts: { title } });
    await known(shop, large);
    await shop.look(large, 7_000);
    expect(await shop.anomaly(large)).toMatchObject({ type: 'deal' });
  });

  it('is another pack where the page says so', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('tea', 2_400);
    await known(shop, id, { facts: { packSize: { quantity: 6, unit: 'piece' } } });
    const seen = shop.observation(699);
    await shop.look(id, { ...seen, facts: { ...seen.facts, packSize: { quantity: 1, unit: 'piece' } } });
    expect(await shop.anomaly(id)).toMatchObject({ kind: 'wrong-variant', reasons: ['pack-changed'] });
  });

  it('is looked up in other offers only where it is doubted', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('kettle', 10_000);
    const { counts } = shop.platform.catalogue;
    const readsOf = async (minor: number) => {
      const before = counts.reads;
      await shop.look(id, minor);
      return counts.reads - before;
    };
    const undoubted = await readsOf(9_900);
    // The page's offers (this one alone), and the offer once more.
    expect((await readsOf(6_000)) - undoubted).toBe(2);
    expect((await readsOf(6_100)) - undoubted).toBe(0);
  });
});
