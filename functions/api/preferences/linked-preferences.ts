import { html } from 'hono/html';
import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type Subscriber, subscribers } from '../../../shared/documents/subscriber.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import {
  formToken,
  isFormToken,
  isPreferencesLink,
  preferencesPath,
  readPreferencesToken,
} from '../../../shared/domain/audience/preferences-link.ts';
import { isTimeZone } from '../../../shared/domain/time/zone-clock.ts';
import { isDocumentId } from '../../../shared/ports/document-rules.ts';
import { addressGroup } from '../../../shared/runtime/client-address.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { limitHeaders } from '../../../shared/runtime/rate-limiter.ts';
import { smallPage } from '../small-page.ts';
import { linkedPage } from './linked-page.ts';
import { minutesOf, quietForm, timeOfDay } from './preferences-form.ts';

const params = z.object({ token: z.string().max(300) });
const form = z.string().min(1).max(100);

/** As a form sends it. */
const wholeNumber = (most: number) =>
  z
    .string()
    .max(10)
    .refine((text) => /^\d+$/.test(text) && Number(text) <= most, `a whole number, 0–${most}`)
    .transform(Number);

const showPage = {
  method: 'GET',
  path: '/preferences/:token',
  action: 'use-mail-link',
  summary: 'The page behind the link of a mail: what its reader hears of, without signing in.',
  params,
  contentType: 'text/html',
} as const satisfies Endpoint;

const save = {
  method: 'POST',
  path: '/preferences/:token',
  action: 'use-mail-link',
  summary: 'Changes how often, when and from which discount on the reader of a mail is told. `form`: from the page.',
  params,
  body: z.strictObject({
    form,
    every: z.enum(['instant', 'hourly', 'daily']),
    atHour: wholeNumber(23),
    /** Absent: no quiet hours. */
    quiet: z.literal('on').optional(),
    from: timeOfDay,
    to: timeOfDay,
    timeZone: z.string().max(100).refine(isTimeZone, 'a time zone of the tz database, such as Europe/Berlin'),
    /** Per cent; 0 for any. */
    minDiscount: wholeNumber(99),
  }),
  takesForms: true,
  contentType: 'text/html',
} as const satisfies Endpoint;

const setActive = {
  method: 'POST',
  path: '/preferences/:token/active',
  action: 'use-mail-link',
  summary: 'Stops everything, or lets it begin again, with nothing else changed. `form`: from the page.',
  params,
  body: z.strictObject({ form, active: z.enum(['true', 'false']) }),
  takesForms: true,
  contentType: 'text/html',
} as const satisfies Endpoint;

export function linkedPreferenceEndpoints(server: EndpointServer, { people, clock }: Platform): void {
  const find = async (token: string): Promise<Stored<Subscriber> | undefined> => {
    const { subscriberId, signature } = readPreferencesToken(token);
    const found = isDocumentId(subscriberId) ? await subscribers.get(people, subscriberId) : undefined;
    return found && isPreferencesLink(ownerOf(found), signature) ? found : undefined;
  };
  const page = (context: RequestContext, subscriber: Stored<Subscriber>, notice?: string, isWrong = false) =>
    linkedPage(context, subscriber.value, {
      path: preferencesPath(ownerOf(subscriber)),
      form: formToken(ownerOf(subscriber), clock.nowMs()),
      ...(notice === undefined ? {} : { notice, isWrong }),
    });
  const change = async (
    context: RequestContext,
    given: { readonly token: string; readonly form: string },
    values: (before: Subscriber) => Partial<Subscriber>,
    notice: string,
  ) => {
    const found = await find(given.token);
    if (!found) return noSuchLink(context);
    if (!isFormToken(ownerOf(found), given.form, clock.nowMs())) {
      return page(context, found, 'This page was open too long. Nothing was changed; please choose again.', true);
    }
    const value = await people.transaction((read) =>
      changeSubscriber(read, found.id, (before) => before && { ...before, ...values(before) }),
    );
    if (!value) return noSuchLink(context);
    context.get('log').info('preferences were changed by the link of a mail', { active: value.active });
    return page(context, { ...found, value }, notice);
  };

  server.add(showPage, async ({ params: { token } }, context) => {
    const found = await find(token);
    return found ? page(context, found) : noSuchLink(context);
  });

  server.add(save, async ({ params: { token }, body }, context) => {
    const { form, every, atHour, quiet, from, to, timeZone, minDiscount } = body;
    const wanted = quiet === undefined ? null : quietForm.safeParse({ from, to });
    if (wanted && !wanted.success) {
      const found = await find(token);
      const notice = `Nothing was changed: these are ${wanted.error.issues[0]?.message}.`;
      return found ? page(context, found, notice, true) : noSuchLink(context);
    }
    const quietHours = wanted && minutesOf(wanted.data);
    const values = ({ filter: { minDiscount: _, ...filter }, delivery }: Subscriber): Partial<Subscriber> => ({
      timeZone,
      filter: minDiscount === 0 ? filter : { ...filter, minDiscount: minDiscount / 100 },
      delivery: { ...delivery, quietHours, digest: { every, atHour } },
    });
    return change(context, { token, form }, values, 'Saved. Every deal from now on heeds it.');
  });

  server.add(setActive, ({ params: { token }, body: { form, active } }, context) => {
    const isActive = active === 'true';
    const notice = isActive ? 'You hear of deals again.' : 'Stopped. You hear of nothing more.';
    return change(context, { token, form }, () => ({ active: isActive }), notice);
  });
}

const ownerOf = ({ id, value }: Stored<Subscriber>) => ({ subscriberId: id, secret: value.unsubscribeToken });

/** Who tries many is slowed down. */
async function noSuchLink(context: RequestContext): Promise<Response> {
  const taken = await context.get('takeLimit')('bad-credentials', addressGroup(context.get('clientAddress')));
  if (!taken.allowed) return problem(429, 'too-many-requests', 'too many links that lead nowhere', limitHeaders(taken));
  const words = html`<p>The account it belonged to is gone, or part of the link is missing.</p>`;
  return smallPage(context, 'This link leads nowhere', words, 404);
}
