import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type Deal, deals } from '../../../shared/documents/deal.ts';
import { type Subscriber, subscribers } from '../../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { defaultDeliveryRules } from '../../../shared/domain/audience/delivery-rules.ts';
import { previewTelling } from '../../../shared/domain/audience/preview-telling.ts';
import { channelTable } from '../../../shared/domain/channel/channel-table.ts';
import { entitlements, tiers } from '../../../shared/domain/entitlement/tiers.ts';
import { money } from '../../../shared/domain/money/money.ts';
import { channel, channels } from '../../../shared/messages/notification-requested.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import { noSubscriber } from '../me/no-subscriber.ts';
import { ownId } from '../me/profile.ts';
import { chosenIn, formOf, preferencesForm } from './preferences-form.ts';

const shown = {
  /** What a tier allows goes before what is chosen. */
  tier: z.enum(tiers),
  entitlements: z.object({ delayMs: z.number(), mostPerDay: z.number() }),
  /** Those you can be told over: an address, a browser that allowed it. */
  channelsYouHave: z.array(channel),
};
const answer = preferencesForm.extend(shown);
/** An answer can be changed and sent back: what is only shown in it is left aside. */
const given = preferencesForm.extend(z.object(shown).partial().shape);

const getPreferences = {
  method: 'GET',
  path: '/api/preferences',
  action: 'read-own-account',
  summary: 'What you want to hear of, and how.',
  answer,
} as const satisfies Endpoint;

const example = {
  active: true,
  locale: 'en-GB',
  timeZone: 'Europe/Berlin',
  filter: { categories: ['kitchen'], minDiscount: 0.3, maxPrice: { minor: 20_000, currency: 'EUR' } },
  delivery: { ...defaultDeliveryRules, quietHours: { from: '22:00', to: '07:00' } },
} satisfies z.input<typeof preferencesForm>;

const putPreferences = {
  method: 'PUT',
  path: '/api/preferences',
  action: 'change-own-preferences',
  summary: 'Says anew what you want to hear of, and how; every deal from now on heeds it.',
  body: given,
  example,
  answer,
} as const satisfies Endpoint;

const previewDays = 30;
const dealsPerRead = 250;
const mostDealsRead = 1_000;

const preview = {
  method: 'POST',
  path: '/api/preferences/preview',
  action: 'read-own-account',
  summary: 'What you would have been told in the last 30 days with these preferences. Changes nothing.',
  body: given,
  example,
  answer: z.object({
    days: z.number(),
    /** False where there were more deals than are looked at: it would have been at least this much. */
    isComplete: z.boolean(),
    fitting: z.number(),
    alone: z.number(),
    inDigests: z.number(),
    digests: z.number(),
    latest: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        retailerName: z.string(),
        price: money,
        discount: z.number(),
        confirmedAt: isoInstant,
      }),
    ),
  }),
} as const satisfies Endpoint;

export function preferenceEndpoints(server: EndpointServer, { catalogue, people, clock }: Platform): void {
  server.add(getPreferences, async (_, context) => {
    const subscriber = await subscribers.get(people, ownId(context.get('principal')));
    return subscriber ? { body: viewOf(subscriber.value) } : noSubscriber();
  });

  server.add(putPreferences, async ({ body }, context) => {
    const principal = context.get('principal');
    const isVerified = 'isVerified' in principal && principal.isVerified;
    if (body.active && !isVerified) {
      return problem(403, 'address-not-confirmed', 'active: confirm your address first; everything else can be chosen');
    }
    const chosen = chosenIn(body);
    const after = await people.transaction((read) =>
      changeSubscriber(read, ownId(principal), (before) => before && { ...before, ...chosen }),
    );
    if (!after) return noSubscriber();
    context.get('log').info('preferences were changed', { active: after.active });
    return { body: viewOf(after) };
  });

  server.add(preview, async ({ body }, context) => {
    const subscriber = await subscribers.get(people, ownId(context.get('principal')));
    if (!subscriber) return noSubscriber();
    const { found, isComplete } = await lastDeals(catalogue, clock.nowMs() - previewDays * 86_400_000);
    const { latest, ...figures } = previewTelling({ ...subscriber.value, ...chosenIn(body) }, found);
    const shown = latest.map(({ id, value }) => ({ ...value, id, confirmedAt: iso(value.confirmedAtMs) }));
    return { body: { days: previewDays, isComplete, ...figures, latest: shown } };
  });
}

async function lastDeals(catalogue: Documents, sinceMs: number) {
  const found: Stored<Deal>[] = [];
  const query = { equal: { retractedAtMs: null }, range: { min: sinceMs }, limit: dealsPerRead };
  for await (const page of deals.pages(catalogue, 'everNewest', query)) {
    found.push(...page);
    if (found.length >= mostDealsRead) return { found, isComplete: false };
  }
  return { found, isComplete: true };
}

function viewOf(subscriber: Subscriber): z.input<typeof answer> {
  const { tier } = subscriber;
  const channelsYouHave = channels.filter((each) => channelTable[each].isHad(subscriber));
  return { ...formOf(subscriber), tier, entitlements: entitlements[tier], channelsYouHave };
}
