import { watchOffer } from '../../functions/api/watch-offer.ts';
import { wire as detectAnomaly } from '../../functions/detect-anomaly/wire.ts';
import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { fields } from '../../shared/documents/fields.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';
import { type LevelStep, levelChange } from '../../shared/domain/detection/level-steps.ts';
import { mergeBatch, type ShopBatch } from '../../shared/domain/detection/shop-watch.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { Observation } from '../../shared/domain/observation/observation.ts';
import { recordSteps } from '../../shared/domain/offer/history-steps.ts';
import { type PriceObserved, priceObserved } from '../../shared/messages/price-observed.ts';
import { retractionRequested } from '../../shared/messages/retraction-requested.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import type { DeliveryResult, IncomingMessage } from '../../shared/ports/publisher.ts';
import { type TestPlatform, testPlatform } from './test-platform.ts';

const dayMs = 86_400_000;
export const shopHost = 'kettles.example';
const shopId = `generic~${shopHost}`;

/** One shop whose offers are looked at by a test, judged by detect-anomaly as it runs. */
export class WatchedShop {
  readonly platform: TestPlatform;
  readonly #detect;
  readonly #sequences = new Map<string, number>();
  #messages = 0;
  #last: IncomingMessage | undefined;

  constructor(platform: TestPlatform = testPlatform()) {
    this.platform = platform;
    this.#detect = detectAnomaly(platform);
  }

  /** Watches a product that has stood at this price for so many days, here or at another host; gives the offer's id. */
  async watch(product: string, minor: number, days = 60, host = shopHost): Promise<string> {
    const { catalogue, clock, retailers } = this.platform;
    const url = `https://${host}/${product}`;
    const { offerId } = await watchOffer(catalogue, url, retailers.forUrl(url), clock.nowMs());
    let state: DetectorState | null = null;
    const steps: LevelStep[] = [];
    for (let day = days; day > 0; day -= 1) {
      const input = { atMs: clock.nowMs() - day * dayMs, minor, currency: 'EUR' };
      const detection = detect(state ?? undefined, input);
      steps.push(...levelChange(state, input, detection).steps);
      state = detection.state;
    }
    const openedAtMs = clock.nowMs() - days * dayMs;
    const bucket = { offerId, number: 1, currency: 'EUR', openedAtMs, checkpoint: null, retracted: {} };
    const history = { bucket: 1, changes: steps.length, openedAtMs };
    await catalogue.write([
      historyBuckets.create(`${offerId}:1`, { ...bucket, ...recordSteps(0, steps) }),
      offers.update(offerId, fields({ detector: state, price: { minor, currency: 'EUR' }, history })),
    ]);
    return offerId;
  }

  /** A look at an offer; gives how the delivery ended. The shop's batch is complete unless `batch` says otherwise. */
  async look(
    offerId: string,
    seen: number | Observation,
    more: Partial<Pick<PriceObserved, 'purpose' | 'anomalyId' | 'batch'>> = {},
  ): Promise<DeliveryResult> {
    const sequence = (this.#sequences.get(offerId) ?? 0) + 1;
    this.#sequences.set(offerId, sequence);
    return this.deliver(priceObserved, {
      offerId,
      shardId: `${shopId}:1`,
      shopId,
      retailerId: 'generic',
      url: (await this.offer(offerId)).url,
      sequence,
      purpose: 'scheduled',
      observation: typeof seen === 'number' ? this.observation(seen) : seen,
      batch: { batchId: `batch-${sequence}`, finished: true },
      ...more,
    });
  }

  /** A price that was read well. */
  observation(minor: number): Observation {
    return {
      checkedAtMs: this.platform.clock.nowMs(),
      outcome: 'price',
      price: { minor, currency: 'EUR' },
      confidence: 0.95,
      votes: [],
      reasons: [],
      facts: { title: 'Brook kettle', availability: 'InStock' },
      strategy: 'http',
    };
  }

  /** What scrape-retailer does at the end of a batch. */
  async merge(batch: Omit<ShopBatch, 'atMs'>): Promise<void> {
    const { catalogue, clock } = this.platform;
    const shop = await shops.get(catalogue, shopId);
    if (!shop) throw new Error('nothing of this shop is watched');
    const watch = mergeBatch(shop.value.watch, { atMs: clock.nowMs(), ...batch });
    await catalogue.write([shops.update(shopId, fields({ watch }))]);
  }

  async retract(offerId: string, sequence: number, reason = 'a banner was read'): Promise<DeliveryResult> {
    return this.deliver(retractionRequested, { offerId, sequence, by: 'operator', reason });
  }

  async deliver<T>(topic: Topic<T>, body: T): Promise<DeliveryResult> {
    this.#messages += 1;
    const text = JSON.stringify(body);
    this.#last = { id: `m${this.#messages}`, topic: topic.name, text, attributes: {}, publishedAtMs: 0 };
    return this.#detect(this.#last);
  }

  /** The last message once more. */
  async again(): Promise<DeliveryResult> {
    if (!this.#last) throw new Error('nothing was delivered');
    return this.#detect(this.#last);
  }

  async offer(offerId: string): Promise<Offer> {
    const found = await offers.get(this.platform.catalogue, offerId);
    if (!found) throw new Error('not watched');
    return found.value;
  }

  /** The anomaly that the offer's observation of this sequence opened. */
  async anomaly(offerId: string, sequence = 1): Promise<Anomaly | undefined> {
    return (await anomalies.get(this.platform.catalogue, this.anomalyId(offerId, sequence)))?.value;
  }

  anomalyId(offerId: string, sequence = 1): string {
    return stableId('anomaly', offerId, sequence);
  }

  /** What was published on a topic so far. */
  published<T>(topic: Topic<T>): T[] {
    const messages = this.platform.published.filter((message) => message.topic === topic.name);
    return messages.map(({ body }) => topic.schema.parse(body));
  }
}
