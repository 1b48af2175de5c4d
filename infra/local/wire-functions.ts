import { wire as admin } from '../../functions/admin/wire.ts';
import { wire as api } from '../../functions/api/wire.ts';
import { wire as detectAnomaly } from '../../functions/detect-anomaly/wire.ts';
import { wire as dispatchNotification } from '../../functions/dispatch-notification/wire.ts';
import { wire as planScrapes } from '../../functions/plan-scrapes/wire.ts';
import { wire as recordDeadLetter } from '../../functions/record-dead-letter/wire.ts';
import { wire as releaseDue } from '../../functions/release-due/wire.ts';
import { wire as scrapeRetailer } from '../../functions/scrape-retailer/wire.ts';
import { wire as scrapeRetailerBrowser } from '../../functions/scrape-retailer-browser/wire.ts';
import { wire as selectAudience } from '../../functions/select-audience/wire.ts';
import { wire as validateAi } from '../../functions/validate-ai/wire.ts';
import { wire as webhooks } from '../../functions/webhooks/wire.ts';
import type { Receive } from '../../shared/ports/subscription.ts';
import type { WireHttpFunction, WireMessageFunction } from '../../shared/runtime/function.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import type { functions } from '../../shared/topology.ts';

type Triggered<T> = {
  [N in keyof typeof functions]: (typeof functions)[N]['trigger'] extends T ? N : never;
}[keyof typeof functions];

const messageFunctions: Readonly<Record<Triggered<'message'>, WireMessageFunction>> = {
  'plan-scrapes': planScrapes,
  'scrape-retailer': scrapeRetailer,
  'scrape-retailer-browser': scrapeRetailerBrowser,
  'detect-anomaly': detectAnomaly,
  'validate-ai': validateAi,
  'select-audience': selectAudience,
  'dispatch-notification': dispatchNotification,
  'release-due': releaseDue,
  'record-dead-letter': recordDeadLetter,
};

const httpFunctions: Readonly<Record<Triggered<'http'>, WireHttpFunction>> = { api, admin, webhooks };

/** Every function of the registry, in this process. A function the registry names and this table lacks does not compile. */
export function wireFunctions(platform: Platform): {
  readonly receivers: Readonly<Record<string, Receive>>;
  readonly apps: Readonly<Record<string, HttpApp>>;
} {
  const wired = <T>(table: Readonly<Record<string, (platform: Platform) => T>>) =>
    Object.fromEntries(Object.entries(table).map(([name, wire]) => [name, wire(platform)]));
  return { receivers: wired(messageFunctions), apps: wired(httpFunctions) };
}
