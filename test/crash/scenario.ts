import { isDeepStrictEqual } from 'node:util';
import { watchOffer } from '../../functions/api/watch-offer.ts';
import { anomalies } from '../../shared/documents/anomaly.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { erasures } from '../../shared/documents/erasure.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { heldPages } from '../../shared/documents/held-page.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { offers } from '../../shared/documents/offer.ts';
import { type ShardOffer, shards } from '../../shared/documents/shard.ts';
import type { Subscriber } from '../../shared/documents/subscriber.ts';
import type { Destination } from '../../shared/domain/alert/destination.ts';
import { newSubscriber } from '../../shared/domain/audience/new-subscriber.ts';
import { sealSubscriberEmail } from '../../shared/domain/audience/subscriber-email.ts';
import { keepDestination } from '../../shared/domain/channel/kept-destinations.ts';
import { detect } from '../../shared/domain/detection/detect.ts';
import type { DetectorState } from '../../shared/domain/detection/detector-state.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { createFieldCipher } from '../../shared/runtime/field-cipher.ts';
import type { FunctionName } from '../../shared/topology.ts';
import { addSubscribers } from '../support/add-subscribers.ts';
import { sequentialRandom } from '../support/sequential-random.ts';
import { cornerShop, pageOf, type Shown } from './corner-shop.ts';
import { differences, documentsOf, type EndState, outcomesOf } from './end-state.ts';
import { Killer, type KillPlan, type OutsideCall } from './instance.ts';
import { type Outside, startOutside } from './outside.ts';
import { dataKeys, Running } from './running.ts';
import { type BusManners, orderly } from './virtual-bus.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What happens around the functions, in order. The same steps are played however the functions fare. */
export interface Scenario {
  readonly name: string;
  /** Functions that are killed in it. */
  readonly about: readonly FunctionName[];
  /** Functions that are never killed in it, because that rightly changes its end. */
  readonly spared?: readonly FunctionName[];
  readonly play: (stage: Stage) => Promise<void>;
  /** What comes of it undisturbed, see outcomesOf. */
  readonly ends: readonly string[];
  /** What may come of it instead, and be as right, when functions are killed or messages come in another order. */
  readonly mayEnd?: readonly (readonly string[])[];
}

/** Where a disturbed run ended as it must not; empty where it ended like the undisturbed one, or as it may. */
export function wrongEnd({ mayEnd = [] }: Scenario, undisturbed: EndState, disturbed: EndState): string[] {
  const outcomes = outcomesOf(disturbed);
  const isAllowed = mayEnd.some((allowed) => isDeepStrictEqual(allowed, outcomes));
  return isAllowed ? [] : differences(undisturbed, disturbed);
}

/** How one run went. */
interface Run {
  readonly end: EndState;
  readonly calls: readonly OutsideCall[];
}

export async function runScenario(scenario: Scenario, plan: KillPlan, manners: BusManners = orderly): Promise<Run> {
  const outside = await startOutside(manners);
  const killer = new Killer(plan);
  try {
    const stage = new Stage(outside, new Running(outside, killer));
    await scenario.play(stage);
    await stage.letThingsComeDue();
    return { end: stage.end(), calls: killer.calls };
  } finally {
    await outside.close();
  }
}

/** What a scenario can do. */
export class Stage {
  readonly outside: Outside;
  readonly #running: Running;
  readonly cipher = createFieldCipher(dataKeys, sequentialRandom('stage'));
  readonly #devices: { readonly owner: string; readonly subscription: Subscriber['pushSubscriptions'][number] }[] = [];

  constructor(outside: Outside, running: Running) {
    this.outside = outside;
    this.#running = running;
  }

  show(product: string, first: Shown, second: Shown = first): void {
    this.outside.shop.show(product, first, second);
  }

  /** A product watched for three months, whose price has moved a little around this one. */
  async watched(product: string, minor: number, shop: Retailer = cornerShop): Promise<void> {
    const { catalogue, clock } = this.outside;
    const nowMs = clock.nowMs();
    const { offerId } = await watchOffer(catalogue, pageOf(product, shop), shop, nowMs);
    let state: DetectorState | undefined;
    const changes: Record<string, [number, number]> = {};
    for (let day = 90; day > 0; day -= 6) {
      const point = { atMs: nowMs - day * dayMs, minor: minor + (day % 4 === 0 ? 0 : Math.round(minor * 0.02)) };
      state = detect(state, { ...point, currency: 'EUR' }).state;
      changes[`0-${90 - day}`] = [point.atMs, point.minor];
    }
    const openedAtMs = nowMs - 90 * dayMs;
    const price = { minor, currency: 'EUR' };
    const known: ShardOffer = {
      url: pageOf(product, shop),
      checkedAtMs: nowMs - hourMs,
      outcome: 'price',
      outcomeSinceMs: openedAtMs,
      seen: { price, availability: 'InStock' },
      sequence: 0,
    };
    await catalogue.write([
      historyBuckets.create(`${offerId}:1`, {
        offerId,
        number: 1,
        currency: 'EUR',
        openedAtMs,
        checkpoint: null,
        changes,
        ends: {},
        retracted: {},
      }),
      offers.update(
        offerId,
        fields({
          detector: state ?? null,
          price,
          history: { bucket: 1, changes: Object.keys(changes).length, openedAtMs },
        }),
      ),
      shards.update(`${shop.id}:1`, [field(['offers', offerId], known)]),
    ]);
    this.show(product, { minor });
  }

  async subscriber(
    id: string,
    {
      devices = 0,
      chats = [],
      ...more
    }: Partial<Subscriber> & { readonly devices?: number; readonly chats?: readonly Destination[] } = {},
  ): Promise<void> {
    const kept = (to: Destination) => keepDestination(id, to, { id: to.channel, addedAtMs: 0 }, this.cipher);
    const destinations = Object.fromEntries(chats.map((to) => [to.channel, kept(to)]));
    const pushSubscriptions = Array.from({ length: devices }, () => this.outside.pushes.subscribe());
    this.#devices.push(...pushSubscriptions.map((subscription) => ({ owner: id, subscription })));
    const { email = `${id}@example.com`, ...rest } = more;
    const subscriber = newSubscriber({
      email: sealSubscriberEmail(id, email, this.cipher),
      locale: 'en-GB',
      timeZone: 'Europe/Berlin',
      tier: 'pro',
      pushSubscriptions,
      destinations,
      unsubscribeToken: `token-${id}`,
      createdAtMs: this.outside.clock.nowMs(),
      ...rest,
    });
    await addSubscribers(this.outside.people, { [id]: subscriber });
  }

  /** A browser drops its subscription. */
  dropDevices(owner: string): void {
    for (const device of this.#devices)
      if (device.owner === owner) this.outside.pushes.unsubscribe(device.subscription);
  }

  /** The same instant however long the functions took: mails name it. */
  waitUntil(atMs: number): void {
    const { clock } = this.outside;
    clock.advance(Math.max(0, atMs - clock.nowMs()));
  }

  publish(topic: string, body: object | string): void {
    this.outside.bus.inject(topic, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /**
   * Until nothing is on the bus, for these functions where some are named. The scheduler goes on ticking: a shard that a
   * killed function had claimed is due again within minutes.
   */
  async drain(...only: FunctionName[]): Promise<void> {
    await this.outside.bus.drain(this.#running.deliver, only.length > 0 ? only : undefined);
    const { catalogue, clock } = this.outside;
    const [next] = await shards.find(catalogue, 'due', { range: { max: clock.nowMs() + 10 * minuteMs }, limit: 1 });
    if (!next || only.length > 0) return;
    clock.advance(Math.max(0, next.value.dueAtMs - clock.nowMs()));
    this.publish('scan-requested', {});
    await this.drain();
  }

  /** A look at everything, when its time has come again. */
  async scan(...only: FunctionName[]): Promise<void> {
    this.outside.clock.advance((cornerShop.checkEveryMinutes + 1) * minuteMs);
    this.publish('scan-requested', {});
    await this.drain(...only);
  }

  async release(): Promise<void> {
    this.publish('release-requested', {});
    await this.drain();
  }

  async request(
    name: 'api' | 'admin' | 'webhooks',
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<void> {
    const init = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    await this.#running.request(name, path, init);
  }

  /** The scheduler goes on ticking until nothing waits for a time any more. */
  async letThingsComeDue(): Promise<void> {
    await this.drain();
    for (let tick = 0; tick < 20; tick++) {
      const dueAtMs = await this.#nextDueMs();
      if (dueAtMs === undefined) return;
      this.outside.clock.advance(Math.max(0, dueAtMs - this.outside.clock.nowMs()) + 1);
      await this.release();
    }
    throw new Error('something is due again and again');
  }

  async #nextDueMs(): Promise<number | undefined> {
    const { catalogue, people } = this.outside;
    const from = { range: { min: 0 }, limit: 1 };
    const found = await Promise.all([
      anomalies.find(catalogue, 'due', from),
      dispatches.find(people, 'due', from),
      heldPages.find(people, 'due', { ...from, equal: { as: 'single' } }),
      heldPages.find(people, 'due', { ...from, equal: { as: 'digest' } }),
      erasures.find(people, 'due', from),
    ]);
    const due = found.map(([first]) => first?.value.dueAtMs).filter((ms) => typeof ms === 'number');
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  end(): EndState {
    const { catalogue, people, mails, pushes, chats } = this.outside;
    return {
      documents: documentsOf([catalogue, people]),
      mails: mails.sent.map(({ to, subject }) => `${to}: ${subject}`).sort(),
      pushes: this.#devices.flatMap(({ owner, subscription }, device) =>
        pushes.waiting(subscription).map(({ payload }) => {
          const { title, body } = JSON.parse(payload);
          return `${owner}, device ${device}: ${title}: ${body}`;
        }),
      ),
      messages: [...new Map(chats.shown.map((each, i) => [each.id ?? i, each])).values()]
        .map(({ host, body }) => `${host}: ${JSON.stringify(body)}`)
        .sort(),
    };
  }
}
