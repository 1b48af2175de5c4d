import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchOffer } from '../../../functions/api/watch-offer.ts';
import { wire as planScrapes } from '../../../functions/plan-scrapes/wire.ts';
import { scrapeRetailer } from '../../../functions/scrape-retailer/handler.ts';
import { type Shard, shards } from '../../../shared/documents/shard.ts';
import type { Retailer } from '../../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../../shared/domain/offer/retailer-directory.ts';
import { scrapeRequested } from '../../../shared/messages/scrape-requested.ts';
import type { PageSource } from '../../../shared/ports/page-source.ts';
import type { IncomingMessage } from '../../../shared/ports/publisher.ts';
import { builtInRetailers } from '../../../shared/retailers/built-in.ts';
import { messageFunction } from '../../../shared/runtime/function.ts';
import { parseTopics } from '../../../shared/runtime/receive.ts';
import { functions } from '../../../shared/topology.ts';
import { pageWays } from '../../support/page-ways.ts';
import { testPlatform } from '../../support/test-platform.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
/** As topology says: what one instance handles at once. */
const hands = functions['scrape-retailer'].limits.concurrency;

const shop = (id: string): Retailer => ({
  id,
  name: id,
  hosts: [`${id}.example`],
  strategies: ['http'],
  pacing: { minDelayMs: 0, maxDelayMs: 0, concurrency: 1 },
  robots: 'ignore',
  checkEveryMinutes: 15,
  fields: {},
});
const slowShops = [1, 2, 3, 4, 5, 6].map((n) => shop(`slow-${n}`));
const goodShop = shop('swift');

/** One instance of scrape-retailer with its hands, the scheduler, and shops whose pages take so long. */
class OneMachine {
  readonly #base = testPlatform();
  readonly platform = { ...this.#base, retailers: retailerDirectory([...slowShops, goodShop, ...builtInRetailers]) };
  readonly asked: { readonly host: string; readonly atMs: number }[] = [];
  /** The most batches of each host at once: each asks for one page at a time. */
  readonly mostHands = new Map<string, number>();
  readonly #waiting: IncomingMessage[] = [];
  readonly #busy = new Map<string, number>();
  #free = hands;
  #messages = 0;
  readonly #plan = planScrapes(this.platform);
  readonly #receive;

  constructor(pageMs: (host: string) => number) {
    const pages: PageSource = {
      fetch: async ({ url }) => {
        const { host } = new URL(url);
        const { clock } = this.platform;
        this.asked.push({ host, atMs: clock.nowMs() });
        const busy = (this.#busy.get(host) ?? 0) + 1;
        this.#busy.set(host, busy);
        this.mostHands.set(host, Math.max(this.mostHands.get(host) ?? 0, busy));
        const untilMs = clock.nowMs() + pageMs(host);
        if (clock.nowMs() < untilMs) await clock.sleep(untilMs - clock.nowMs());
        this.#busy.set(host, (this.#busy.get(host) ?? 0) - 1);
        return { type: 'page', status: 404, url, html: '', bytes: 0, validators: {} };
      },
    };
    this.#receive = messageFunction('scrape-retailer', parseTopics([scrapeRequested]), (on) =>
      scrapeRetailer({ ...on, ...pageWays(on, pages), skipWithinMs: 10 * minuteMs }),
    )(this.platform);
  }

  async watch(retailer: Retailer, shardCount: number, offers: number): Promise<void> {
    const { catalogue, clock } = this.platform;
    const nowMs = clock.nowMs();
    await watchOffer(catalogue, `https://${retailer.hosts[0]}/0`, retailer, nowMs);
    const unseen = { checkedAtMs: 0, outcome: null, outcomeSinceMs: nowMs, seen: null, sequence: 0 };
    for (let number = 1; number <= shardCount; number++) {
      const urls = Array.from({ length: offers }, (_, n) => `https://${retailer.hosts[0]}/${number}-${n}`);
      const shard: Shard = {
        shopId: retailer.id,
        retailerId: retailer.id,
        dueAtMs: nowMs,
        checkEveryMs: retailer.checkEveryMinutes * minuteMs,
        offers: Object.fromEntries(urls.map((url, n) => [`offer-${number}-${n}`, { ...unseen, url }])),
        outbox: {},
      };
      await catalogue.write([shards.set(`${retailer.id}:${number}`, shard)]);
    }
  }

  /** Time passes; every five minutes everything due is planned. */
  async run(forMs: number, stepMs = secondMs): Promise<void> {
    const { clock } = this.platform;
    for (let passedMs = 0; passedMs < forMs; passedMs += stepMs) {
      if (passedMs % (5 * minuteMs) === 0) await this.#plan(this.#message('scan-requested', '{}'));
      await this.#deliver();
      clock.advance(stepMs);
      await this.#deliver();
    }
  }

  async #deliver(): Promise<void> {
    // Until whatever can go on has gone on: nothing here waits for more than a turn of the loop.
    for (let turn = 0; turn < 8; turn++) {
      for (const { topic, body } of this.platform.published.splice(0)) {
        if (topic === scrapeRequested.name) this.#waiting.push(this.#message(topic, JSON.stringify(body)));
      }
      while (this.#free > 0) {
        const message = this.#waiting.shift();
        if (!message) break;
        void this.#handle(message);
      }
      await setImmediate();
    }
  }

  async #handle(message: IncomingMessage): Promise<void> {
    this.#free -= 1;
    expect(await this.#receive(message)).toBe('ack');
    this.#free += 1;
  }

  #message(topic: string, text: string): IncomingMessage {
    this.#messages += 1;
    const publishedAtMs = this.platform.clock.nowMs();
    return { id: `m${this.#messages}`, topic, text, attributes: {}, publishedAtMs };
  }
}

it('Shops that answer as slowly as they can do not keep a good one from being read in time', async () => {
  const machine = new OneMachine((host) => (host === 'swift.example' ? 0 : 14 * secondMs));
  for (const slow of slowShops) await machine.watch(slow, 6, 15);
  await machine.watch(goodShop, 1, 5);
  const startMs = machine.platform.clock.nowMs();
  await machine.run(45 * minuteMs);
  const readAtMs = machine.asked.filter(({ host }) => host === 'swift.example').map(({ atMs }) => atMs - startMs);
  const instants = [0, ...new Set(readAtMs), 45 * minuteMs];
  const gaps = instants.slice(1).map((atMs, i) => atMs - (instants[i] ?? 0));
  // Its interval, and the scan that finds it due; in the beginning nobody knows yet which shops are slow.
  expect(Math.max(...gaps)).toBeLessThanOrEqual(20 * minuteMs);
  // Each page of the others is looked at, too.
  for (const { hosts } of slowShops) {
    const asked = machine.asked.filter(({ host }) => host === hosts[0]).length;
    expect(asked).toBeGreaterThanOrEqual(90);
  }
});

it('A fast shop with many shards has every hand, as soon as it has shown to be fast', async () => {
  const machine = new OneMachine(() => 300);
  await machine.watch(goodShop, 12, 5);
  await machine.run(minuteMs, 100);
  expect(machine.asked).toHaveLength(60);
  expect(machine.mostHands.get('swift.example')).toBe(hands);
});
