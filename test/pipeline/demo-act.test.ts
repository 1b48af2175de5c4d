import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDemo } from '../../infra/local/demo.ts';
import { type DemoEvent, type DemoShop, startDemoShop } from '../../infra/local/demo-shop/demo-shop.ts';
import { type EmbeddedPlatform, embeddedPlatform } from '../../infra/local/embedded-platform.ts';
import { wireFunctions } from '../../infra/local/wire-functions.ts';
import { outboxEntries } from '../../shared/adapters/outbox.ts';
import { systemRandom } from '../../shared/adapters/system.ts';
import { createVapidKeys } from '../../shared/adapters/vapid-keys.ts';
import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { replayEvidence } from '../../shared/domain/anomaly/replay-evidence.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { offerIdOf } from '../../shared/domain/offer/offer-url.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { type PushEndpoint, startPushEndpoint } from '../servers/push-endpoint.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { testDataKeys } from '../support/test-platform.ts';
import { signUpForDemo } from './demo-reader.ts';

// Without the browser, which knows no virtual time; no event of the act is about the shop that needs one.
const tickMs = 10_000;
const folder = temporaryFolder();
const clock = new ManualClock();
let shop: DemoShop;
let pushes: PushEndpoint;
let platform: EmbeddedPlatform;
let reader: Awaited<ReturnType<typeof signUpForDemo>>;
let events: readonly DemoEvent[];
/** What the shards and offers said at the last tick of each event; a tick takes longer while something is waited for. */
const seenAtEnd = new Map<
  DemoEvent,
  { readonly outcomes: (string | null)[]; readonly availability: (string | null)[] }
>();

beforeAll(async () => {
  shop = await startDemoShop({ port: 0, clock });
  events = shop.events();
  const vapid = createVapidKeys();
  pushes = await startPushEndpoint({ vapidPublicKey: vapid.publicKey });
  const hosts = { ...Object.fromEntries(shop.hosts.map((host) => [host, `127.0.0.1:${shop.port}`])), ...pushes.hosts };
  const hostMap = Object.entries(hosts)
    .map(([host, address]) => `${host}=${address}`)
    .join(',');
  const secrets: Readonly<Record<string, string>> = {
    DATA_KEYS: testDataKeys,
    SESSION_KEYS: 'session-key-of-the-tests-0001',
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
  };
  platform = embeddedPlatform({
    settings: readSettings(['--data', folder.path, '--host-map', hostMap, '--chrome', 'off'], {}),
    secrets: { get: async (name) => secrets[name] },
    retailers: [...shop.retailers, ...builtInRetailers],
    readPage: async (page, retailer, previousPrice) => readPage(page, retailer, previousPrice ? { previousPrice } : {}),
    sink: () => {},
    clock,
    random: systemRandom,
  });
  await loadDemo(platform, shop);
  await platform.queue.start(wireFunctions(platform).receivers);
  reader = await signUpForDemo(platform, pushes, ['hoshizora', 'kaufwerk']);
  let isStopped = false;
  const endMs = Math.max(...events.map(({ toMs }) => toMs));
  while (clock.nowMs() < endMs) {
    await tick();
    const [first] = await reader.dealMails();
    if (first && !isStopped) await reader.stop(first);
    isStopped = first !== undefined;
    for (const event of events) {
      if (during(event, clock.nowMs())) seenAtEnd.set(event, await seenOf(event));
    }
    clock.advance(tickMs);
  }
}, 60_000);

afterAll(async () => {
  await platform.queue.stop(1_000);
  await platform.close();
  await shop.stop();
  await pushes.close();
  folder.remove();
});

/** The scheduler asks for looks and releases; then time stands still but for what the queue waits for. */
async function tick(): Promise<void> {
  const asked = ['scan-requested', 'release-requested'].map((topic) => ({ topic, body: {}, attributes: {} }));
  await platform.publisher.publish(asked);
  let isIdle = false;
  const idle = platform.queue.idle().then(() => {
    isIdle = true;
  });
  while (!isIdle) {
    await Promise.race([idle, setTimeout(100)]);
    if (!isIdle) clock.advance(1_000);
  }
}

const offerIdsOf = ({ urls }: DemoEvent): string[] =>
  urls.map((url) => offerIdOf(url, Object.fromEntries(shop.hosts.map((host) => [host, '']))));

async function seenOf(event: DemoEvent) {
  const found = await offers.getAll(platform.catalogue, offerIdsOf(event));
  const shardIds = [...new Set(found.flatMap((offer) => offer?.value.shardId ?? []))];
  const looked = await shards.getAll(platform.catalogue, shardIds);
  const remembered = Object.assign({}, ...looked.map((shard) => shard?.value.offers));
  return {
    outcomes: offerIdsOf(event).map((id): string | null => remembered[id]?.outcome ?? null),
    availability: found.map((offer) => offer?.value.availability ?? null),
  };
}

const during = (event: DemoEvent, atMs: number) => atMs >= event.fromMs && atMs < event.toMs;

async function anomaliesOf(event: DemoEvent): Promise<Anomaly[]> {
  const all = await anomalies.find(platform.catalogue, 'newest', { limit: 1_000 });
  const ids = offerIdsOf(event);
  return all
    .map(({ value }) => value)
    .filter(({ offerId, observedAtMs }) => ids.includes(offerId) && during(event, observedAtMs));
}

const expectedEnd = (event: DemoEvent) => (event.toMs < clock.nowMs() - tickMs ? 'ended' : 'live');

async function dealsOf(event: DemoEvent): Promise<Deal[]> {
  const all = await deals.find(platform.catalogue, 'everNewest', { equal: { retractedAtMs: null }, limit: 1_000 });
  return all
    .map(({ value }) => value)
    .filter(({ url, observedAtMs }) => event.urls.includes(url) && during(event, observedAtMs));
}

async function pricesOf(event: DemoEvent, offerId: string): Promise<number[]> {
  const buckets = await historyBuckets.find(platform.catalogue, 'ofOffer', { equal: { offerId }, limit: 10 });
  return buckets
    .flatMap(({ value }) => Object.values(value.changes))
    .flatMap(([atMs, minor]) => (during(event, atMs) ? [minor] : []));
}

const expectEnding: Record<DemoEvent['ends'], (event: DemoEvent) => Promise<void>> = {
  deal: async (event) => {
    const found = await dealsOf(event);
    expect(found).toHaveLength(event.urls.length);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set([expectedEnd(event)]));
  },
  rejected: async (event) => {
    const found = await anomaliesOf(event);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['rejected']));
    expect(await dealsOf(event)).toEqual([]);
  },
  accepted: async (event) => {
    for (const offerId of offerIdsOf(event)) expect(await pricesOf(event, offerId)).not.toEqual([]);
    expect(await dealsOf(event)).toEqual([]);
  },
  'out-of-stock': async (event) => {
    expect(seenAtEnd.get(event)?.availability).toEqual(event.urls.map(() => 'OutOfStock'));
    expect(await dealsOf(event)).toEqual([]);
  },
  blocked: async (event) => {
    expect(seenAtEnd.get(event)?.outcomes).toContain('blocked');
    expect(await anomaliesOf(event)).toEqual([]);
  },
};

describe('one act of the demo, from the shops’ pages to the outbox', () => {
  it('ends every event as the script says', async () => {
    for (const event of events) {
      await expectEnding[event.ends](event).catch((error: unknown) => {
        throw new Error(`"${event.name}" did not end as ${event.ends}`, { cause: error });
      });
    }
  });

  it('sends one mail for each deal, nothing else, and gives no message up', async () => {
    const expected = events.filter(({ ends }) => ends === 'deal').flatMap(({ urls }) => urls);
    const found = await deals.find(platform.catalogue, 'everNewest', { equal: { retractedAtMs: null }, limit: 1_000 });
    expect(found.map(({ value }) => value.url).sort()).toEqual([...expected].sort());
    const mails = (await outboxEntries(platform.outboxFolder, 1_000)).filter(({ mail }) => mail.to.startsWith('you@'));
    const told = expected.map((url) => mails.filter(({ mail }) => mail.text.includes(url)).length);
    expect(told).toEqual(expected.map(() => 1));
    expect(mails).toHaveLength(expected.length);
    const given = { collection: deadLetters, query: 'newestInState', equal: { state: 'open' } };
    expect(await platform.people.count(given)).toBe(0);
  });

  it('tells who signed up of the price error by one mail and one push, and of nothing after one click', async () => {
    const later = events.find(({ name }) => name === 'second deep sale');
    expect(later && (await dealsOf(later)).map(({ retailerId }) => retailerId)).toEqual(['kaufwerk']);
    const glitch = events.find(({ name }) => name === 'price error');
    const [told] = glitch ? await dealsOf(glitch) : [];
    expect(told?.kind).toBe('glitch');
    const subjects = (await reader.dealMails()).map(({ mail }) => mail.subject);
    expect([subjects, reader.pushTitles()]).toEqual([
      [expect.stringContaining(String(told?.title))],
      [expect.stringContaining(String(told?.title))],
    ]);
    expect(pushes.requests).toHaveLength(1);
  });

  it('decides within a minute of first sight, and would decide the same from the evidence it kept', async () => {
    const all = await anomalies.find(platform.catalogue, 'newest', { limit: 1_000 });
    expect(all.length).toBeGreaterThan(events.length / 2);
    for (const { value } of all) {
      const seconds = ((value.decidedAtMs ?? Number.POSITIVE_INFINITY) - value.observedAtMs) / 1_000;
      expect.soft(seconds, value.url).toBeLessThanOrEqual(60);
      expect.soft(replayEvidence(value).type, value.url).toBe('same');
    }
  });
});
