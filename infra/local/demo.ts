import { watchOffer } from '../../functions/api/watch-offer.ts';
import { fields } from '../../shared/documents/fields.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { offers } from '../../shared/documents/offer.ts';
import { shards } from '../../shared/documents/shard.ts';
import { changeSubscriber } from '../../shared/domain/audience/change-subscriber.ts';
import { defaultDeliveryRules } from '../../shared/domain/audience/delivery-rules.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { sealSubscriberEmail } from '../../shared/domain/audience/subscriber-email.ts';
import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';
import { type LevelStep, levelChange } from '../../shared/domain/detection/level-steps.ts';
import type { HostMap } from '../../shared/domain/fetching/target.ts';
import { recordSteps } from '../../shared/domain/offer/history-steps.ts';
import { releaseRequested } from '../../shared/messages/release-requested.ts';
import { scanRequested } from '../../shared/messages/scan-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { createPublish } from '../../shared/runtime/publish.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { type DemoOffer, type DemoShop, startDemoShop } from './demo-shop/demo-shop.ts';
import { listenRefusal } from './listen.ts';

/** The demo's prices move in seconds, so it looks and releases more often than scheduler.yaml says. */
const lookEveryMs = 2_000;

type DemoPlatform = Pick<Platform, 'catalogue' | 'people' | 'clock' | 'random' | 'retailers' | 'secrets'>;

/** @throws ConfigError naming the flag when the port cannot be had */
export async function openDemoShop(
  { demoPort }: Settings,
  options: { readonly clock: Clock; readonly firstAct?: number },
): Promise<DemoShop> {
  try {
    return await startDemoShop({ port: demoPort, ...options });
  } catch (error) {
    throw listenRefusal(error, { host: '127.0.0.1', port: demoPort, portFlag: '--demo-port' });
  }
}

/** The settings with the demo's hosts reached at its port. */
export function withDemoHosts(settings: Settings, shop: DemoShop): Settings {
  const demoHosts = Object.entries(hostMapOf(shop)).map(([host, address]) => `${host}=${address}`);
  const given = settings.hostMap === 'none' ? [] : [settings.hostMap];
  return { ...settings, hostMap: [...given, ...demoHosts].join(',') };
}

const hostMapOf = ({ hosts, port }: DemoShop): HostMap =>
  Object.fromEntries(hosts.map((host) => [host, `127.0.0.1:${port}`]));

/** Watches every demo product with its year of history, and adds the one subscriber; once for each database. */
export async function loadDemo(platform: DemoPlatform, shop: DemoShop): Promise<void> {
  const { people, clock, random, secrets } = platform;
  const nowMs = clock.nowMs();
  // One after the other within a shop: they share the shop's documents.
  const byRetailer = Map.groupBy(shop.offers, ({ retailerId }) => retailerId);
  await Promise.all(
    [...byRetailer.values()].map(async (group) => {
      for (const offer of group) await loadOffer(platform, shop, offer, nowMs);
    }),
  );
  await lookSoon(platform, shop, nowMs);
  const cipher = await fieldCipherOf(secrets, random)();
  const subscriber = newSubscriber({
    email: sealSubscriberEmail('demo', 'you@pricehawk.localhost', cipher),
    locale: 'en-GB',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    unsubscribeToken: random.nonce(),
    createdAtMs: nowMs,
    tier: 'pro',
    // Months pass in minutes here: every deal is told.
    delivery: { ...defaultDeliveryRules, coolDownHours: 0, mostPerDay: 1_000 },
  });
  // A store from before there was an audience index knows the subscriber, and the index does not.
  await people.transaction((read) => changeSubscriber(read, 'demo', (before) => before ?? subscriber));
}

/** A store that has seen the demo need not wait a whole interval for the new cast; only a look just taken is waited for. */
async function lookSoon({ catalogue }: DemoPlatform, shop: DemoShop, nowMs: number): Promise<void> {
  const retailerIds = new Set(shop.retailers.map(({ id }) => id));
  const found = await shards.find(catalogue, 'due', { range: { min: nowMs }, limit: 500 });
  const writes = found
    .filter(({ value }) => retailerIds.has(value.retailerId))
    .flatMap(({ id, value: { offers, checkEveryMs, dueAtMs } }) => {
      const lastMs = Math.max(...Object.values(offers).map(({ checkedAtMs }) => checkedAtMs));
      const soonMs = Math.max(nowMs, lastMs + checkEveryMs / 2);
      return soonMs < dueAtMs ? [shards.update(id, fields({ dueAtMs: soonMs }))] : [];
    });
  await catalogue.write(writes);
}

async function loadOffer({ catalogue, retailers }: DemoPlatform, shop: DemoShop, offer: DemoOffer, nowMs: number) {
  const { offerId } = await watchOffer(catalogue, offer.url, retailers.forUrl(offer.url), nowMs, hostMapOf(shop));
  if ((await offers.get(catalogue, offerId))?.value.detector) return;
  const { currency } = offer.product;
  let state: DetectorState | null = null;
  const steps: LevelStep[] = [];
  for (const { atMs, minor } of shop.history(offer.productId)) {
    const input = { atMs, minor, currency };
    const detection = detect(state ?? undefined, input);
    steps.push(...levelChange(state, input, detection).steps);
    state = detection.state;
  }
  const [first] = steps;
  if (!state || !first) return;
  const openedAtMs = first.atMs;
  const past = { ...recordSteps(0, steps), checkpoint: null, retracted: {} };
  await catalogue.write([
    historyBuckets.create(`${offerId}:1`, { offerId, number: 1, currency, openedAtMs, ...past }),
    offers.update(offerId, fields({ detector: state, history: { bucket: 1, changes: steps.length, openedAtMs } })),
  ]);
}

/** Asks for looks at the demo's own pace, until the returned function is called. */
export function startDemoPace(platform: Pick<Platform, 'publisher' | 'random' | 'log'>): () => void {
  const tick = () => {
    const publish = createPublish(platform.publisher, { correlationId: platform.random.nonce() });
    Promise.all([publish(scanRequested, [{}]), publish(releaseRequested, [{}])]).catch((error: unknown) => {
      platform.log.error('the demo could not ask for a look', {}, error);
    });
  };
  tick();
  const timer = setInterval(tick, lookEveryMs);
  return () => clearInterval(timer);
}
