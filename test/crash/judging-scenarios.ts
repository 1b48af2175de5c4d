import { deals } from '../../shared/documents/deal.ts';
import { pacing } from '../../shared/documents/pacing.ts';
import { scriptedShop, slowShop } from './corner-shop.ts';
import { mailDown, mailService } from './mail-service.ts';
import type { Scenario } from './scenario.ts';

const price = 20_000;
const hourMs = 3_600_000;

/** What is seen in shops, what is thought of it, and who hears of it. */
export const judgingScenarios: readonly Scenario[] = [
  {
    name: 'prices that stay, move a little, sell out and vanish',
    about: ['plan-scrapes', 'scrape-retailer', 'detect-anomaly'],
    ends: [],
    play: async (stage) => {
      for (const product of ['a', 'b', 'c', 'd']) await stage.watched(product, price);
      await stage.scan();
      stage.show('b', { minor: price - 300 });
      stage.show('c', { minor: price, availability: 'OutOfStock' });
      stage.show('d', 'gone');
      await stage.scan();
    },
  },
  {
    name: 'a deal that subscribers are told of by mail and push',
    about: ['detect-anomaly', 'validate-ai', 'select-audience', 'dispatch-notification'],
    ends: [
      'anomalies confirmed',
      'dispatches sent',
      'dispatches sent',
      'mail to ada@example.com',
      'mail to bob@example.com',
      'push to ada',
      'push to ada',
    ],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada', { devices: 2 });
      await stage.subscriber('bob');
      await stage.subscriber('cleo', { filter: { retailerIds: ['elsewhere'] } });
      await stage.subscriber('dan', { active: false });
      stage.show('a', { minor: price * 0.7 });
      await stage.scan();
    },
  },
  {
    name: 'a deal that gives way to a better one, which sells out, comes back and ends',
    about: ['detect-anomaly', 'validate-ai'],
    ends: [
      'anomalies confirmed',
      'anomalies confirmed',
      'dispatches sent',
      'dispatches sent',
      'mail to ada@example.com',
      'mail to ada@example.com',
    ],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      for (const minor of [price * 0.75, price * 0.6]) {
        stage.show('a', { minor });
        await stage.scan();
      }
      stage.show('a', { minor: price * 0.6, availability: 'OutOfStock' });
      await stage.scan();
      stage.show('a', { minor: price * 0.6 });
      await stage.scan();
      stage.show('a', 'gone');
      await stage.scan();
      stage.show('a', { minor: price });
      await stage.scan();
    },
  },
  {
    name: 'a pricing error of the shop, seen twice and judged real',
    about: ['scrape-retailer', 'detect-anomaly', 'validate-ai'],
    ends: ['anomalies confirmed', 'dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      stage.outside.openrouter.says = 'real';
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: 2_640 });
      await stage.scan();
      await stage.scan();
    },
  },
  {
    name: 'a pricing error that no model can judge',
    about: ['validate-ai'],
    ends: ['anomalies confirmed', 'dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: 2_640 });
      await stage.scan();
    },
  },
  {
    name: 'a misread price that a second look refutes',
    about: ['scrape-retailer', 'detect-anomaly'],
    ends: ['anomalies rejected'],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: price / 100 }, { minor: price });
      await stage.scan();
      stage.show('a', { minor: price });
      await stage.scan();
    },
  },
  {
    name: 'a suspect price whose second look is blocked',
    about: ['scrape-retailer', 'detect-anomaly'],
    ends: ['anomalies expired'],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: price / 100 }, 'blocked');
      await stage.scan();
    },
  },
  {
    name: 'a suspect price that is judged late, by a shop that is busy',
    about: ['scrape-retailer', 'detect-anomaly'],
    ends: ['anomalies confirmed', 'dispatches sent', 'mail to ada@example.com'],
    play: async (stage) => {
      const { catalogue, clock, openrouter } = stage.outside;
      openrouter.says = 'real';
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: 2_640 });
      await stage.scan('plan-scrapes', 'scrape-retailer');
      clock.advance(120_000);
      const nextFreeMs = clock.nowMs() + 60_000;
      await catalogue.write([pacing.set('corner', { nextFreeMs, expiresAtMs: nextFreeMs })]);
      await stage.drain();
      await stage.release();
    },
  },
  {
    name: 'a suspect price of a shop that grants no second look in time',
    about: ['scrape-retailer', 'release-due'],
    ends: ['anomalies expired'],
    // Killed three times, and twice told to wait, the request for it has used its deliveries up.
    mayEnd: [['anomalies expired', 'dead-letters open']],
    play: async (stage) => {
      const { catalogue, clock } = stage.outside;
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: 2_640 });
      await stage.scan('plan-scrapes', 'scrape-retailer');
      const pausedUntilMs = clock.nowMs() + 600_000;
      await catalogue.write([
        pacing.set('corner', { nextFreeMs: pausedUntilMs, pausedUntilMs, expiresAtMs: pausedUntilMs }),
      ]);
      await stage.drain('detect-anomaly', 'scrape-retailer');
      await stage.release();
    },
  },
  {
    name: 'a price that a script draws, and that is misread once',
    about: ['scrape-retailer', 'scrape-retailer-browser'],
    ends: ['anomalies rejected'],
    play: async (stage) => {
      await stage.watched('a', price, scriptedShop);
      await stage.subscriber('ada');
      stage.show('a', { minor: price / 100 }, { minor: price });
      await stage.scan();
    },
  },
  {
    name: 'prices that move faster than they are judged',
    about: ['detect-anomaly'],
    ends: [],
    play: async (stage) => {
      for (const product of ['a', 'b', 'c']) await stage.watched(product, price);
      for (let move = 1; move <= 4; move++) {
        stage.show('a', { minor: price - 100 * move });
        stage.show('b', { minor: price + 150 * (move % 3) });
        stage.show('c', { minor: price, availability: move % 2 === 1 ? 'OutOfStock' : 'InStock' });
        await stage.scan('plan-scrapes', 'scrape-retailer');
      }
      await stage.drain();
    },
  },
  {
    name: 'a decimal slip of a whole shop that is looked at slowly',
    about: ['scrape-retailer'],
    ends: [
      'anomalies rejected',
      'anomalies rejected',
      'anomalies rejected',
      'anomalies rejected',
      'anomalies rejected',
      'anomalies rejected',
    ],
    play: async (stage) => {
      const products = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const [i, product] of products.entries()) await stage.watched(product, price + 1_000 * i, slowShop);
      await stage.subscriber('ada');
      for (const [i, product] of products.entries()) stage.show(product, { minor: (price + 1_000 * i) / 100 });
      await stage.scan();
    },
  },
  {
    name: 'a deal that proves wrong after people were told',
    about: ['admin', 'detect-anomaly', 'select-audience', 'dispatch-notification'],
    ends: [
      'anomalies retracted',
      'dispatches sent',
      'dispatches sent',
      'dispatches sent',
      'dispatches sent',
      'mail to ada@example.com',
      'mail to ada@example.com',
      'mail to bob@example.com',
      'mail to bob@example.com',
      'push to ada',
      'push to ada',
    ],
    play: async (stage) => {
      const startMs = stage.outside.clock.nowMs();
      await stage.watched('a', price);
      await stage.subscriber('ada', { devices: 1 });
      await stage.subscriber('bob');
      stage.show('a', { minor: price * 0.7 });
      await stage.scan();
      await stage.letThingsComeDue();
      stage.waitUntil(startMs + 6 * hourMs);
      const [deal] = await deals.find(stage.outside.catalogue, 'everNewest', {
        equal: { retractedAtMs: null },
        limit: 1,
      });
      await stage.request('admin', 'POST', `/admin/anomalies/${deal?.id}/retract`, { reason: 'a banner was read' });
      await stage.drain();
      stage.show('a', { minor: price });
      await stage.scan();
    },
  },
  {
    name: 'a deal that proves wrong before its mails could be sent',
    about: ['admin', 'detect-anomaly', 'select-audience'],
    ends: ['anomalies retracted', 'dispatches cancelled'],
    // Killed while it sends, a dispatch may have been sent, and is corrected rather than cancelled.
    mayEnd: [
      ['anomalies retracted', 'dead-letters open', 'dispatches sent', 'dispatches unknown', 'mail to ada@example.com'],
    ],
    play: async (stage) => {
      mailService(stage, mailDown);
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: price * 0.7 });
      await stage.scan();
      const [deal] = await deals.find(stage.outside.catalogue, 'everNewest', {
        equal: { retractedAtMs: null },
        limit: 1,
      });
      await stage.request('admin', 'POST', `/admin/anomalies/${deal?.id}/retract`, { reason: 'a banner was read' });
      await stage.drain();
      mailService(stage, 'well');
    },
  },
  {
    name: 'a deal whose price is gone before it is judged',
    about: ['detect-anomaly', 'validate-ai'],
    ends: ['anomalies rejected'],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: price * 0.7 });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly');
      stage.show('a', { minor: price });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly');
      await stage.drain();
    },
  },
  {
    name: 'a pricing error that the shop mends before it is judged',
    about: ['detect-anomaly', 'validate-ai'],
    ends: ['anomalies rejected'],
    play: async (stage) => {
      stage.outside.openrouter.says = 'real';
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: 2_640 });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly');
      stage.show('a', { minor: price });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly');
      await stage.drain();
    },
  },
  {
    name: 'a deal whose price is gone before its mails are sent',
    about: ['validate-ai', 'select-audience', 'dispatch-notification'],
    ends: ['anomalies confirmed', 'dispatches withdrawn'],
    // Killed once it has claimed the dispatch: that may have been sent, and only sending it again makes sure of it.
    mayEnd: [['anomalies confirmed', 'dispatches sent', 'mail to ada@example.com']],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      stage.show('a', { minor: price * 0.7 });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly', 'validate-ai', 'select-audience');
      stage.show('a', { minor: price });
      await stage.scan('plan-scrapes', 'scrape-retailer', 'detect-anomaly');
      await stage.drain();
    },
  },
  {
    name: 'a price that comes and goes while nobody has judged it yet',
    about: ['detect-anomaly', 'validate-ai'],
    ends: ['anomalies rejected'],
    mayEnd: [
      // Judged before the news that it is gone, and told of after it.
      ['anomalies confirmed', 'dispatches withdrawn'],
      // Told before the news that it is gone.
      ['anomalies confirmed', 'dispatches sent', 'mail to ada@example.com'],
    ],
    play: async (stage) => {
      await stage.watched('a', price);
      await stage.subscriber('ada');
      for (const minor of [price * 0.7, price]) {
        stage.show('a', { minor });
        await stage.scan('plan-scrapes', 'scrape-retailer');
      }
      await stage.drain();
    },
  },
];
