import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, dispatches, dispatchState } from '../../shared/documents/dispatch.ts';
import { notificationRequested } from '../../shared/messages/notification-requested.ts';
import { documentIdIn, type HttpApp, parseInput, problem } from '../../shared/runtime/http.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { giveUpUnknown, sendAnyway } from './decide-unknown.ts';

/** A dispatch holds up to 1 MiB of mails. */
const listQuery = z.strictObject({
  state: dispatchState.default('unknown'),
  ...pageParameters({ usual: 10, most: 20 }),
});

/**
 * `GET /admin/dispatches`, and for one of which nobody can tell whether it was sent `POST
 * /admin/dispatches/{id}/send-anyway`, which may tell somebody twice, or `…/give-up`, which may tell somebody never.
 */
export function dispatchRoutes(app: HttpApp, { people, clock }: Platform): void {
  app.get('/admin/dispatches', async (context) => {
    const { state, limit, cursor } = parseInput(listQuery, context.req.query());
    const { items, next } = await dispatches.page(people, 'newestInState', {
      equal: { state },
      limit,
      ...behind(cursor),
    });
    return context.json({ items: items.map(shown), nextCursor: cursorOf(next) });
  });

  app.post('/admin/dispatches/:id/send-anyway', async (context) => {
    const id = documentIdIn(context, 'id');
    const decided = await sendAnyway(people, id, clock.nowMs());
    if (decided.type !== 'decided') return refused(decided);
    // Due already: where this message is lost, release-due publishes it.
    await context.get('publish')(notificationRequested, [decided.request]);
    context.get('log').warn('an operator had a dispatch sent that perhaps was sent before', { dispatchId: id });
    return context.json({ id, state: 'waiting' }, 202);
  });

  app.post('/admin/dispatches/:id/give-up', async (context) => {
    const id = documentIdIn(context, 'id');
    const decided = await giveUpUnknown(people, id, clock.nowMs());
    if (decided.type !== 'decided') return refused(decided);
    context.get('log').warn('an operator gave up a dispatch that perhaps was not sent', { dispatchId: id });
    return context.json({ id, state: 'given-up' });
  });
}

const refused = (why: { readonly type: 'none' } | { readonly type: 'settled'; readonly state: string }) =>
  why.type === 'none'
    ? problem(404, 'not-found', 'there is no such dispatch')
    : problem(409, 'settled', `it is ${why.state}; only of one that is unknown there is something to decide`);

/** Without addresses and texts. */
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
    createdAt: new Date(createdAtMs).toISOString(),
    /** Of the first attempt that perhaps sent it. */
    perhapsSentAt: firstAttemptAtMs === null ? null : new Date(firstAttemptAtMs).toISOString(),
  };
}
