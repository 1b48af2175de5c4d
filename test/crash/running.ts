import { wire as admin } from '../../functions/admin/wire.ts';
import { wire as api } from '../../functions/api/wire.ts';
import { wire as detectAnomaly } from '../../functions/detect-anomaly/wire.ts';
import { createHandOver } from '../../functions/dispatch-notification/hand-over.ts';
import { dispatchNotification } from '../../functions/dispatch-notification/handler.ts';
import { renderWith } from '../../functions/dispatch-notification/render.ts';
import { wire as planScrapes } from '../../functions/plan-scrapes/wire.ts';
import { wire as recordDeadLetter } from '../../functions/record-dead-letter/wire.ts';
import { wire as releaseDue } from '../../functions/release-due/wire.ts';
import { scrapeRetailer } from '../../functions/scrape-retailer/handler.ts';
import { scrapeRetailerBrowser } from '../../functions/scrape-retailer-browser/handler.ts';
import { wire as selectAudience } from '../../functions/select-audience/wire.ts';
import { validateAi } from '../../functions/validate-ai/handler.ts';
import { Purse } from '../../functions/validate-ai/purse.ts';
import { resendEndpoints } from '../../functions/webhooks/resend.ts';
import { stripeEndpoints } from '../../functions/webhooks/stripe.ts';
import { createMessageDelivery } from '../../shared/adapters/message-delivery.ts';
import { packText, unpackText } from '../../shared/adapters/packed-text.ts';
import { createResendDelivery } from '../../shared/adapters/resend.ts';
import { createWebPushDelivery } from '../../shared/adapters/web-push.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../shared/messages/deal-detected.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import { type PageRendered, pageRendered } from '../../shared/messages/page-rendered.ts';
import { renderRequested } from '../../shared/messages/render-requested.ts';
import { type ScrapeRequested, scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { DeliveryResult, IncomingMessage } from '../../shared/ports/publisher.ts';
import type { Receive } from '../../shared/ports/subscription.ts';
import { fieldCipherOf } from '../../shared/runtime/field-cipher.ts';
import { httpFunction, messageFunction } from '../../shared/runtime/function.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import { createLog } from '../../shared/runtime/log.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { parseTopics } from '../../shared/runtime/receive.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { FunctionName } from '../../shared/topology.ts';
import { pageWays } from '../support/page-ways.ts';
import { sequentialRandom } from '../support/sequential-random.ts';
import { quickPasswords } from '../support/test-platform.ts';
import { believingMailNews } from './believing-mail-news.ts';
import { cornerShop, scriptedShop, slowShop } from './corner-shop.ts';
import { Instance, type Killer } from './instance.ts';
import {
  killableJudge,
  killableMail,
  killableMessages,
  killablePages,
  killablePayments,
  killablePlatform,
  killablePush,
} from './killable-platform.ts';
import { type Outside, vapid } from './outside.ts';

const adminSecret = 'the-admin-secret';
export const dataKeys = 'data-key-of-the-crash-tests';
const secretValues: Readonly<Record<string, string | undefined>> = {
  ADMIN_SECRET: adminSecret,
  DATA_KEYS: dataKeys,
  SESSION_KEYS: 'session-key-of-the-crash-tests',
};
const settings = readSettings([], {});
const anywhere: Retailer = { ...cornerShop, id: 'generic', name: 'Anywhere', hosts: [] };
const retailers = retailerDirectory([cornerShop, scriptedShop, slowShop, anywhere]);

interface Wired {
  readonly instance: Instance;
  readonly receive?: Receive;
  readonly app?: HttpApp;
}

/** The functions as they run: one instance each, and a fresh one in place of each that was killed. */
export class Running {
  readonly #outside: Outside;
  readonly #killer: Killer;
  readonly #wired = new Map<FunctionName, Wired>();
  #instances = 0;

  constructor(outside: Outside, killer: Killer) {
    this.#outside = outside;
    this.#killer = killer;
  }

  /** What the bus calls. */
  readonly deliver = async (name: FunctionName, message: IncomingMessage): Promise<DeliveryResult | 'killed'> => {
    const { instance, receive } = this.#wire(name);
    if (!receive) throw new Error(`${name} takes no messages`);
    const result = await instance.live(async () => instance.acknowledge(await receive(message)));
    return this.#outlived(name, instance, result);
  };

  /** What a browser or an operator (without headers of its own) does: asks again when no answer came. */
  async request(name: FunctionName, path: string, init: RequestInit = {}): Promise<Response> {
    const { instance, app } = this.#wire(name);
    if (!app) throw new Error(`${name} answers no requests`);
    const headers = init.headers ?? { authorization: `Bearer ${adminSecret}`, 'content-type': 'application/json' };
    const result = await instance.live(async () => app.request(path, { ...init, headers }));
    const answer = this.#outlived(name, instance, result);
    return answer === 'killed' ? this.request(name, path, init) : answer;
  }

  #outlived<R>(name: FunctionName, instance: Instance, result: R): R {
    if (result === 'killed' && this.#wired.get(name)?.instance === instance) this.#wired.delete(name);
    return result;
  }

  #wire(name: FunctionName): Wired {
    const running = this.#wired.get(name);
    if (running) return running;
    this.#instances += 1;
    const instance = new Instance(name, this.#killer, this.#outside.clock);
    const platform = killablePlatform(this.#platform(`${name}-${this.#instances}`), instance);
    const wired = { instance, ...wireFunction(name, platform, this.#outside, instance) };
    this.#wired.set(name, wired);
    return wired;
  }

  #platform(instanceName: string): Omit<Platform, 'breakers'> {
    const { clock, catalogue, people, blobs, bus, shop } = this.#outside;
    return {
      settings,
      clock,
      catalogue,
      people,
      retailers,
      publisher: bus,
      blobs,
      secrets: { get: async (name) => secretValues[name] },
      passwords: quickPasswords,
      random: sequentialRandom(instanceName),
      log: createLog({ component: 'test', sink: () => {}, nowMs: () => clock.nowMs() }),
      readPage: shop.readPage,
      onStop: () => {},
    };
  }
}

/** As the function's own wire.ts does it, with the shop and the models of the test, and services reached locally. */
function wireFunction(
  name: FunctionName,
  platform: Platform,
  outside: Outside,
  instance: Instance,
): { readonly receive: Receive } | { readonly app: HttpApp } {
  switch (name) {
    case 'plan-scrapes':
      return { receive: planScrapes(platform) };
    case 'scrape-retailer': {
      const http = killablePages(outside.shop, instance);
      const parse = parseTopics<ScrapeRequested | PageRendered>([scrapeRequested, pageRendered]);
      const wire = messageFunction(name, parse, (given) =>
        scrapeRetailer({
          ...given,
          ...pageWays(given, http),
          unpackHtml: (packed) => instance.own(() => unpackText(packed)),
          skipWithinMs: 15 * 60_000,
        }),
      );
      return { receive: wire(platform) };
    }
    case 'scrape-retailer-browser': {
      const pages = killablePages(outside.shop.browser, instance);
      const wire = messageFunction(name, parseTopics([renderRequested]), (given) =>
        scrapeRetailerBrowser({ ...given, pages, packText: (text) => instance.own(() => packText(text)) }),
      );
      return { receive: wire(platform) };
    }
    case 'detect-anomaly':
      return { receive: detectAnomaly(platform) };
    case 'validate-ai': {
      const chain = [killableJudge(outside.gemini, instance), killableJudge(outside.openrouter, instance)];
      const wire = messageFunction(name, parseTopics([dealDetected, anomalyDetected]), (given) =>
        validateAi({
          ...given,
          models: async () => ({ chain }),
          purse: new Purse({ ...given, budgetMicroUsd: 20_000_000 }),
          keptForMs: 86_400_000,
        }),
      );
      return { receive: wire(platform) };
    }
    case 'select-audience':
      return { receive: selectAudience(platform) };
    case 'dispatch-notification': {
      const { clock, mails, pushes, chats } = outside;
      const mail = killableMail(
        createResendDelivery({ apiKey: 're_test', baseUrl: mails.origin, clock, requestsPerSecond: 1_000 }),
        instance,
      );
      const contact = settings.vapidSubject;
      const push = killablePush(createWebPushDelivery({ vapid, contact, clock, allowedHosts: pushes.hosts }), instance);
      const messages = killableMessages(
        createMessageDelivery({ clock, telegramBotToken: '42:token', allowedHosts: chats.hosts }),
        instance,
      );
      const wire = messageFunction(name, parseTopics([notificationRequested]), (given) =>
        dispatchNotification({
          ...given,
          cipher: fieldCipherOf(given.secrets, given.random),
          render: renderWith(settings),
          handOver: createHandOver({
            people: given.people,
            cipher: fieldCipherOf(given.secrets, given.random),
            mail: async () => mail,
            push: async () => push,
            messages: async () => messages,
          }),
        }),
      );
      return { receive: wire(platform) };
    }
    case 'release-due':
      return { receive: releaseDue(platform) };
    case 'record-dead-letter':
      return { receive: recordDeadLetter(platform) };
    case 'api':
      return { app: api(platform) };
    case 'admin':
      return { app: admin(platform) };
    case 'webhooks':
      return {
        app: httpFunction(name, (server, given) => {
          stripeEndpoints(server, given, async () => killablePayments(outside.payments, instance));
          resendEndpoints(server, {
            ...given,
            cipher: fieldCipherOf(given.secrets, given.random),
            mailNews: async () => believingMailNews,
          });
        })(platform),
      };
  }
}
