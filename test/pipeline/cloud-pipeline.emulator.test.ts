import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { openFirestore } from '../../shared/adapters/firestore/firestore.ts';
import { createPubsubPublisher } from '../../shared/adapters/pubsub/pubsub-publisher.ts';
import { systemClock as clock, systemRandom as random } from '../../shared/adapters/system.ts';
import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';
import { type RunningFunctions, startFunctions } from '../emulators/running-functions.ts';
import { type LocalServer, startLocalServer } from '../servers/local-server.ts';
import { type ResendServer, startResendServer } from '../servers/resend.ts';
import { type SecretManagerServer, startSecretManager } from '../servers/secret-manager.ts';

const projectId = 'pipeline';
const dayMs = 86_400_000;
/** Long enough for redelivery after the shortest backoff, on a slow machine. */
const patience = { timeout: 90_000, interval: 250 };

/** One shop page whose price the test sets. */
async function startShop(): Promise<LocalServer & { setPrice(amount: string): void }> {
  let price = '100.00';
  const server = await startLocalServer(({ path }) => {
    if (path !== '/kettle') return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
    const product = {
      '@context': 'https://schema.org',
      '@type': 'Product',
      name: 'Copper kettle 1.7 l',
      offers: { '@type': 'Offer', price, priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
    };
    const body = `<!doctype html><html lang="en"><head><title>Copper kettle 1.7 l</title>
      <script type="application/ld+json">${JSON.stringify(product)}</script></head>
      <body><main><h1>Copper kettle 1.7 l</h1><p class="price">€${price}</p><button>Add to basket</button></main></body></html>`;
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
  });
  return {
    ...server,
    setPrice: (amount) => {
      price = amount;
    },
  };
}

describe('the pipeline of built bundles on Google’s emulators', () => {
  const store = openFirestore({ projectId, emulatorHost: inject('firestoreHost'), clock, random });
  const bus = createPubsubPublisher({ projectId, emulatorHost: inject('pubsubHost'), clock });
  let shop: Awaited<ReturnType<typeof startShop>>;
  let resend: ResendServer;
  let secrets: SecretManagerServer;
  let functions: RunningFunctions;

  beforeAll(async () => {
    [shop, resend, secrets] = await Promise.all([startShop(), startResendServer(), startSecretManager(projectId)]);
    secrets.versions.set('ADMIN_SECRET', { state: 'ENABLED', value: 'open-sesame' });
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
        PRICEHAWK_QUARANTINE_SECONDS: '5',
      },
    });
  }, 120_000);

  afterAll(async () => {
    await functions?.stop();
    secrets.stop();
    await Promise.all([store.close(), bus.close(), shop.close(), resend.close()]);
  });

  /** What Cloud Scheduler does. */
  const tick = (topic: 'scan-requested' | 'release-requested') =>
    bus.publish([{ topic, body: {}, attributes: { 'x-correlation-id': `tick-${topic}` } }]);

  const watch = async (url: string): Promise<string> => {
    const response = await fetch(new URL('api/watches', functions.urlOf('api')), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer open-sesame' },
      body: JSON.stringify({ url }),
    });
    expect(response.status).toBe(201);
    const answer: unknown = await response.json();
    expect(answer).toMatchObject({ offerId: expect.any(String) });
    return (answer as { offerId: string }).offerId;
  };

  it('watches a page, sees its price fall, makes sure, and tells a subscriber once', async ({ onTestFailed }) => {
    onTestFailed(() => console.error(functions.output()));
    await store.people.write([
      subscribers.create('ada', {
        active: true,
        email: 'ada@example.org',
        locale: 'en-GB',
        timeZone: 'Europe/Vienna',
        filter: {},
        pushSubscriptions: [],
        unsubscribeToken: 'token',
        createdAtMs: Date.now(),
      }),
    ]);
    const offerId = await watch('http://shop.example/kettle');
    const first = await vi.waitFor(async () => {
      const offer = await offers.get(store.catalogue, offerId);
      expect(offer?.value.detector).toBeTruthy();
      return offer;
    }, patience);

    // Two months at the same price, which the test cannot wait for.
    let detector: DetectorState | undefined;
    for (let day = 60; day > 0; day -= 1) {
      detector = detect(detector, { atMs: Date.now() - day * dayMs, minor: 10_000, currency: 'EUR' }).state;
    }
    if (!detector) throw new Error('no history');
    await store.catalogue.write([offers.update(offerId, fields({ detector }), first?.version)]);

    shop.setPrice('60.00');
    const [shard] = await shards.find(store.catalogue, 'due', { limit: 1 });
    await store.catalogue.write([shards.update(shard?.id ?? '', fields({ dueAtMs: 0 }))]);
    await tick('scan-requested');

    const [deal] = await vi.waitFor(
      async () => {
        await tick('release-requested');
        const found = await deals.find(store.catalogue, 'newest', { limit: 10 });
        expect(found).toHaveLength(1);
        return found;
      },
      { ...patience, interval: 2_000 },
    );
    expect(deal?.value).toMatchObject({ offerId });

    await vi.waitFor(() => expect(resend.sent).toHaveLength(1), patience);
    expect(resend.sent[0]).toMatchObject({ to: 'ada@example.org' });
    const told = await vi.waitFor(async () => {
      const found = await notifications.find(store.people, 'ofSubscriber', {
        equal: { subscriberId: 'ada' },
        limit: 10,
      });
      expect(found.map(({ value }) => value.state)).toEqual(['sent']);
      return found;
    }, patience);
    expect(told[0]?.value).toMatchObject({ dealId: deal?.id, channel: 'email' });
  }, 300_000);
});
