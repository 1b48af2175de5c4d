import { describe, expect, it } from 'vitest';
import { wire as admin } from '../../../functions/admin/wire.ts';
import { wire as api } from '../../../functions/api/wire.ts';
import { anomalies } from '../../../shared/documents/anomaly.ts';
import { deals } from '../../../shared/documents/deal.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { historyBuckets } from '../../../shared/documents/history.ts';
import { dealRetracted } from '../../../shared/messages/deal-retracted.ts';
import { messageDeadLettered } from '../../../shared/messages/message-dead-lettered.ts';
import { retractionRequested } from '../../../shared/messages/retraction-requested.ts';
import { idsOf, problemOf } from '../../support/answers.ts';
import { adminSecret } from '../../support/test-platform.ts';
import { WatchedShop } from '../../support/watched-shop.ts';

/** A kettle at 100.00 for two months, seen at 60.00, and the deal of it confirmed. */
async function confirmedDeal() {
  const shop = new WatchedShop();
  const id = await shop.watch('kettle', 10_000);
  await shop.look(id, 6_000);
  const dealId = shop.anomalyId(id);
  await confirm(shop, dealId, 6_000);
  return { shop, id, dealId };
}

async function confirm({ platform: { catalogue, clock } }: WatchedShop, dealId: string, minor: number) {
  await catalogue.write([
    anomalies.update(dealId, fields({ state: 'confirmed' })),
    deals.create(dealId, {
      offerId: 'o',
      retailerId: 'generic',
      retailerName: 'Kettles',
      title: 'Brook kettle',
      url: 'https://kettles.example/kettle',
      kind: 'deal',
      price: { minor, currency: 'EUR' },
      medianMinor: 10_000,
      low30Minor: 10_000,
      discount: 0.4,
      reasons: [],
      observedAtMs: clock.nowMs(),
      confirmedAtMs: clock.nowMs(),
      retractedAtMs: null,
    }),
  ]);
}

const retract = (shop: WatchedShop, path: string, body: object, secret = adminSecret) => {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${secret}` } };
  return admin(shop.platform).request(path, init);
};

describe('taking an observation back', () => {
  it('leaves neither price, history, deal nor listing of it, and says so once more when asked again', async () => {
    const { shop, id, dealId } = await confirmedDeal();
    const { catalogue } = shop.platform;
    expect(await shop.retract(id, 1)).toBe('ack');
    expect((await shop.offer(id)).price).toEqual({ minor: 10_000, currency: 'EUR' });
    expect((await shop.offer(id)).detector?.levels.map(({ minor }) => minor)).toEqual([10_000]);
    const buckets = await historyBuckets.find(catalogue, 'ofOffer', { equal: { offerId: id }, limit: 5 });
    const changes = buckets.flatMap(({ value }) => Object.values(value.changes));
    expect(changes.map(([, minor]) => minor)).toEqual([10_000]);
    expect(buckets.at(-1)?.value.retracted).toMatchObject({ 1: { minor: 6_000, by: 'operator', dealIds: [dealId] } });
    expect(await shop.anomaly(id)).toMatchObject({ state: 'retracted', retraction: { reason: 'a banner was read' } });
    expect(await idsOf(await api(shop.platform).request('/buyer/deals'))).toEqual({ ids: [], nextCursor: null });
    const shown = await api(shop.platform).request(`/buyer/deals/${dealId}`);
    expect(await shown.json()).toMatchObject({ id: dealId, retractedAt: expect.any(String) });

    const before = catalogue.all();
    expect(await shop.retract(id, 1)).toBe('ack');
    expect(catalogue.all()).toEqual(before);
    expect(shop.published(dealRetracted)).toEqual([{ dealId }, { dealId }]);
  });

  it('takes later deals with it that were none without it', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('kettle', 10_000, 10);
    await shop.look(id, 14_000);
    shop.platform.clock.advance(25 * 86_400_000);
    await shop.look(id, 9_500);
    const dealId = shop.anomalyId(id, 2);
    expect(await shop.anomaly(id, 2)).toMatchObject({ type: 'deal' });
    await confirm(shop, dealId, 9_500);
    await shop.retract(id, 1);
    expect(await shop.anomaly(id, 2)).toMatchObject({ state: 'retracted', retraction: { by: 'history' } });
    expect((await shop.offer(id)).price?.minor).toBe(9_500);
    expect(shop.published(dealRetracted)).toEqual([{ dealId }]);
  });

  it('ends a suspicion that stands in quarantine', async () => {
    const shop = new WatchedShop();
    const id = await shop.watch('kettle', 10_000);
    await shop.look(id, 1_370);
    expect((await shop.offer(id)).openAnomalyId).toBe(shop.anomalyId(id));
    await shop.retract(id, 1);
    expect(await shop.offer(id)).toMatchObject({ openAnomalyId: null, detector: { candidate: null } });
    expect(shop.published(dealRetracted)).toEqual([]);
  });

  it('gives up on an observation that does not exist yet', async () => {
    const { shop, id } = await confirmedDeal();
    expect(await shop.retract(id, 2)).toBe('ack');
    expect(shop.published(messageDeadLettered)).toMatchObject([{ topic: 'retraction-requested' }]);
  });
});

describe('POST /admin/anomalies/{id}/retract', () => {
  it('asks for the retraction of its observation', async () => {
    const { shop, id, dealId } = await confirmedDeal();
    const answer = await retract(shop, `/admin/anomalies/${dealId}/retract`, { reason: 'a banner was read' });
    expect(answer.status).toBe(202);
    const command = { offerId: id, sequence: 1, by: 'operator', reason: 'a banner was read' };
    expect(shop.published(retractionRequested)).toEqual([command]);
    const plain = await retract(shop, `/admin/offers/${id}/observations/1/retract`, { reason: 'a banner was read' });
    expect(plain.status).toBe(202);
    expect(shop.published(retractionRequested)).toEqual([command, command]);
  });

  it.each<readonly [string, string, object, string | undefined, [number, string]]>([
    ['no reason', '/admin/anomalies/DEAL/retract', {}, undefined, [400, 'invalid-input']],
    ['an empty reason', '/admin/anomalies/DEAL/retract', { reason: '   ' }, undefined, [400, 'invalid-input']],
    ['an unknown id', '/admin/anomalies/none/retract', { reason: 'wrong' }, undefined, [404, 'not-found']],
    ['no secret', '/admin/anomalies/DEAL/retract', { reason: 'wrong' }, 'guess', [401, 'unauthorised']],
    [
      'a look to come',
      '/admin/offers/OFFER/observations/2/retract',
      { reason: 'wrong' },
      undefined,
      [404, 'not-found'],
    ],
    ['no number', '/admin/offers/OFFER/observations/x/retract', { reason: 'wrong' }, undefined, [404, 'not-found']],
  ])('refuses %s', async (_, path, body, secret, expected) => {
    const { shop, id, dealId } = await confirmedDeal();
    const at = path.replace('DEAL', dealId).replace('OFFER', id);
    expect(await problemOf(await retract(shop, at, body, secret))).toEqual(expected);
    expect(shop.published(retractionRequested)).toEqual([]);
  });
});
