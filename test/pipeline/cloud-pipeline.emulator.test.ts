import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { type RunningFunctions, startFunctions } from '../../infra/local/emulators/running-functions.ts';
import { openFirestore } from '../../shared/adapters/firestore/firestore.ts';
import { createPubsubPublisher } from '../../shared/adapters/pubsub/pubsub-publisher.ts';
import { systemClock as clock, systemRandom as random } from '../../shared/adapters/system.ts';
import { anomalies } from '../../shared/documents/anomaly.ts';
import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';
import { type ResendServer, startResendServer } from '../servers/resend.ts';
import { type SecretManagerServer, startSecretManager } from '../servers/secret-manager.ts';
import { addSubscribers } from '../support/add-subscribers.ts';
import { type KettleShop, startKettleShop } from './kettle-shop.ts';

const projectId = 'pipeline';
const dayMs = 86_400_000;
/** Long enough for several redeliveries, the shortest after 10 s, on a slow machine. */
const patience = { timeout: 120_000, interval: 250 };

describe('the built bundles on Google’s emulators', { timeout: 400_000 }, () => {
  const store = openFirestore({ projectId, emulatorHost: inject('firestoreHost'), clock, random });
  const bus = createPubsubPublisher({ projectId, emulatorHost: inject('pubsubHost'), clock });
  let shop: KettleShop;
  let resend: ResendServer;
  let secrets: SecretManagerServer;
  let functions: RunningFunctions;

  beforeAll(async () => {
    [shop, resend, secrets] = await Promise.all([
      startKettleShop(),
      startResendServer(),
      startSecretManager(projectId),
    ]);
    secrets.versions.set('ADMIN_SECRET', { state: 'ENABLED', value: 'open-sesame-open-sesame' });
    secrets.versions.set('DATA_KEYS', { state: 'ENABLED', value: 'data-key-of-the-cloud-test' });
    secrets.versions.set('SESSION_KEYS', { state: 'ENABLED', value: 'session-key-of-the-cloud-test' });
    secrets.versions.set('RESEND_API_KEY', { state: 'ENABLED', value: 're_test' });
    functions = await startFunctions({
      projectId,
      firestoreHost: inject('firestoreHost'),
      pubsubHost: inject('pubsubHost'),
      env: {
        SECRET_MANAGER_EMULATOR_HOST: secrets.host,
        PRICEHAWK_RESEND_URL: resend.origin,
        PRICEHAWK_HOST_MAP: `shop.example=${new URL(shop.origin).host}`,
        PRICEHAWK_SKIP_WITHIN_MINUTES: '0',
      },
    });
    const subscriber = newSubscriber({
      email: 'ada@example.org',
      locale: 'en-GB',
      timeZone: 'Europe/Vienna',
      unsubscribeToken: 'token',
      createdAtMs: Date.now(),
      tier: 'pro',
    });
    await addSubscribers(store.people, { ada: subscriber });
  }, 120_000);

  afterAll(async () => {
    await functions?.stop();
    secrets.stop();
    await Promise.all([store.close(), bus.close(), shop.close(), resend.close()]);
  });

  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(functions.output()));
  });

  const asOperator = (functionName: 'api' | 'admin', path: string, body?: object) =>
    fetch(new URL(path, functions.urlOf(functionName)), {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: 'Bearer open-sesame-open-sesame' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });

  /** Watches a page, waits for the first look, and gives the offer two months at one price, which no test can wait for. */
  async function watchWithHistory(page: 'kettle' | 'lamp'): Promise<string> {
    const response = await asOperator('api', 'api/watches', { url: `http://shop.example/${page}` });
    expect(response.status).toBe(201);
    const { offerId } = (await response.json()) as { readonly offerId: string };
    const seen = await vi.waitFor(async () => {
      const offer = await offers.get(store.catalogue, offerId);
      expect(offer?.value.detector).toBeTruthy();
      return offer;
    }, patience);
    let detector: DetectorState | undefined;
    for (let day = 60; day > 0; day -= 1) {
      detector = detect(detector, { atMs: Date.now() - day * dayMs, minor: 10_000, currency: 'EUR' }).state;
    }
    if (!detector) throw new Error('no history');
    await store.catalogue.write([offers.update(offerId, fields({ detector }), seen?.version)]);
    return offerId;
  }

  /** Makes every page due and does what Cloud Scheduler does. */
  async function lookNow(): Promise<void> {
    const all = await shards.find(store.catalogue, 'due', { limit: 10 });
    await store.catalogue.write(all.map(({ id }) => shards.update(id, fields({ dueAtMs: 0 }))));
    await bus.publish([{ topic: 'scan-requested', body: {}, attributes: { 'x-correlation-id': 'look' } }]);
  }

  it('watch a page, see its price fall, make sure, and tell a subscriber once', async () => {
    const offerId = await watchWithHistory('kettle');
    shop.setPrices('kettle', '60.00');
    await lookNow();

    const [mail] = await vi.waitFor(() => {
      expect(resend.sent).toHaveLength(1);
      return resend.sent;
    }, patience);
    expect(mail).toMatchObject({ to: 'ada@example.org' });
    expect(mail?.subject).toContain('Copper kettle');
    const [deal] = await deals.find(store.catalogue, 'everNewest', { equal: { retractedAtMs: null }, limit: 10 });
    expect(deal?.value).toMatchObject({ offerId, kind: 'deal', price: { minor: 6_000, currency: 'EUR' } });
    const query = { equal: { subscriberId: 'ada' }, limit: 10 };
    await vi.waitFor(async () => {
      const told = await notifications.find(store.people, 'ofSubscriber', query);
      expect(told.map(({ value }) => [value.dealId, value.channel, value.state])).toEqual([
        [deal?.id, 'email', 'sent'],
      ]);
    }, patience);
    expect((await asOperator('api', 'health')).status).toBe(200);
  });

  it('look twice at a price that cannot be, and tell nobody when it was wrong', async () => {
    const mails = resend.sent.length;
    const offerId = await watchWithHistory('lamp');
    shop.setPrices('lamp', '1.00', '100.00');
    await lookNow();
    await vi.waitFor(async () => {
      const found = await anomalies.find(store.catalogue, 'newest', { limit: 10 });
      const anomaly = found.find(({ value }) => value.offerId === offerId)?.value;
      expect(anomaly).toMatchObject({ type: 'suspect', state: 'rejected', price: { minor: 100, currency: 'EUR' } });
      // Another way than the first look: rendered by the bundle that has Chromium.
      expect(anomaly?.secondLook?.strategy).toBe('browser');
    }, patience);
    expect(resend.sent).toHaveLength(mails);
  });

  it('keep a message nobody can handle, with its reason and correlation id', async () => {
    const body = { offerId: 'kettle', sequence: 'first' };
    await bus.publish([{ topic: 'price-observed', body, attributes: { 'x-correlation-id': 'malformed-1' } }]);
    await vi.waitFor(async () => {
      const response = await asOperator('admin', 'admin/dead-letters');
      expect(response.status).toBe(200);
      const answer = JSON.stringify(await response.json());
      expect(answer).toContain('malformed-1');
      expect(answer).toContain('detect-anomaly');
    }, patience);
  });
});
