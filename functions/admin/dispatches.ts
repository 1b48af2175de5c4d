import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, dispatches, dispatchState } from '../../shared/documents/dispatch.ts';
import { channel, notificationKind, notificationRequested } from '../../shared/messages/notification-requested.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { iso, isoInstant, isoOrNull, pageOf } from '../../shared/runtime/views.ts';
import { giveUpUnknown, sendAnyway } from './decide-unknown.ts';

/** Without addresses and texts. */
const dispatchView = z.object({
  id: z.string(),
  dealId: z.string(),
  kind: notificationKind,
  channel,
  state: dispatchState,
  recipients: z.number(),
  attempts: z.number(),
  lastError: z.string().nullable(),
  createdAt: isoInstant,
  /** Of the first attempt under its key that sent it, or perhaps did. */
  attemptedAt: isoInstant.nullable(),
});

const listDispatches = {
  method: 'GET',
  path: '/admin/dispatches',
  action: 'see-operations',
  summary:
    'Hand-overs to mail and push services, newest first; at first those of which nobody knows whether they were sent.',
  // A dispatch holds up to 1 MiB of mails.
  query: z.strictObject({ state: dispatchState.default('unknown'), ...pageParameters({ usual: 10, most: 20 }) }),
  answer: pageOf(dispatchView),
} as const satisfies Endpoint;

const sendDispatchAnyway = {
  method: 'POST',
  path: '/admin/dispatches/:id/send-anyway',
  action: 'operate',
  audit: 'dispatch-sent-anyway',
  summary: 'Sends what perhaps was sent before; somebody may be told twice.',
  params: idInPath,
  status: 202,
  answer: z.object({ id: z.string(), state: z.literal('waiting') }),
} as const satisfies Endpoint;

const giveDispatchUp = {
  method: 'POST',
  path: '/admin/dispatches/:id/give-up',
  action: 'operate',
  audit: 'dispatch-given-up',
  summary: 'Leaves what perhaps was not sent; somebody may be told never.',
  params: idInPath,
  answer: z.object({ id: z.string(), state: z.literal('given-up') }),
} as const satisfies Endpoint;

export function dispatchEndpoints(server: EndpointServer, { people, clock }: Platform): void {
  server.add(listDispatches, async ({ query: { state, limit, cursor } }) => {
    const query = { equal: { state }, limit, ...behind(cursor) };
    const { items, next } = await dispatches.page(people, 'newestInState', query);
    return { body: { items: items.map(shown), nextCursor: cursorOf(next) } };
  });

  server.add(sendDispatchAnyway, async ({ params: { id } }, context) => {
    const decided = await sendAnyway(people, id, clock.nowMs());
    if (decided.type !== 'decided') return refused(decided);
    // Due already: where this message is lost, release-due publishes it.
    await context.get('publish')(notificationRequested, [decided.request]);
    context.get('log').warn('an operator had a dispatch sent that perhaps was sent before', { dispatchId: id });
    return { body: { id, state: 'waiting' as const } };
  });

  server.add(giveDispatchUp, async ({ params: { id } }, context) => {
    const decided = await giveUpUnknown(people, id, clock.nowMs());
    if (decided.type !== 'decided') return refused(decided);
    context.get('log').warn('an operator gave up a dispatch that perhaps was not sent', { dispatchId: id });
    return { body: { id, state: 'given-up' as const } };
  });
}

const refused = (why: { readonly type: 'none' } | { readonly type: 'settled'; readonly state: string }) =>
  why.type === 'none'
    ? problem(404, 'not-found', 'there is no such dispatch')
    : problem(409, 'settled', `it is ${why.state}; only of one that is unknown there is something to decide`);

function shown({ id, value }: Stored<Dispatch>) {
  const { dealId, kind, channel, state, recipients, attempt, lastError, createdAtMs, firstAttemptAtMs } = value;
  return {
    id,
    dealId,
    kind,
    channel,
    state,
    recipients: recipients.length,
    attempts: attempt,
    lastError,
    createdAt: iso(createdAtMs),
    attemptedAt: isoOrNull(firstAttemptAtMs),
  };
}
