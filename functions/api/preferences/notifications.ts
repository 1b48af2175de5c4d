import * as z from 'zod';
import { deals } from '../../../shared/documents/deal.ts';
import { notificationState, notifications } from '../../../shared/documents/notification.ts';
import { mailEvent } from '../../../shared/domain/mail/mail-event.ts';
import { money } from '../../../shared/domain/money/money.ts';
import { channel, notificationKind } from '../../../shared/messages/notification-requested.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../../shared/runtime/paging.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { iso, isoInstant, isoOrNull, pageOf } from '../../../shared/runtime/views.ts';
import { ownId } from '../me/profile.ts';

const listNotifications = {
  method: 'GET',
  path: '/api/notifications',
  action: 'read-own-account',
  summary: 'What you were told in the last 30 days, newest first.',
  query: z.strictObject(pageParameters({ usual: 20, most: 100 })),
  answer: pageOf(
    z.object({
      id: z.string(),
      kind: notificationKind,
      channel,
      state: notificationState,
      createdAt: isoInstant,
      sentAt: isoInstant.nullable(),
      /** Of a mail: when it was first delivered, opened, clicked, or came back, as far as its service told. */
      mail: z.partialRecord(mailEvent, isoInstant),
      /** Null for what is about no single deal. */
      deal: z
        .object({ id: z.string(), title: z.string(), retailerName: z.string(), url: z.string(), price: money })
        .nullable(),
    }),
  ),
} as const satisfies Endpoint;

export function notificationEndpoints(server: EndpointServer, { catalogue, people }: Platform): void {
  server.add(listNotifications, async ({ query: { limit, cursor } }, context) => {
    const equal = { subscriberId: ownId(context.get('principal')) };
    const { items, next } = await notifications.page(people, 'ofSubscriber', { equal, limit, ...behind(cursor) });
    const ofDeals = items.flatMap(({ value: { kind, dealId } }) =>
      kind === 'deal' || kind === 'retraction' ? [dealId] : [],
    );
    const found = await deals.getAll(catalogue, [...new Set(ofDeals)], () => {});
    const known = new Map(found.flatMap((deal) => (deal ? [[deal.id, { ...deal.value, id: deal.id }]] : [])));
    const body = items.map(({ id, value: { kind, channel, state, createdAtMs, sentAtMs, mail = {}, dealId } }) => ({
      id,
      kind,
      channel,
      state,
      createdAt: iso(createdAtMs),
      sentAt: isoOrNull(sentAtMs),
      mail: Object.fromEntries(Object.entries(mail).map(([event, atMs]) => [event, iso(atMs)])),
      deal: known.get(dealId) ?? null,
    }));
    return { body: { items: body, nextCursor: cursorOf(next) } };
  });
}
