import type { Stored } from '../../shared/documents/collection.ts';
import type { Deal } from '../../shared/documents/deal.ts';
import { type Dispatch, dispatches, type Rendered } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { type Subscriber, subscribers } from '../../shared/documents/subscriber.ts';
import { endDispatch, endOf, perhapsTold } from '../../shared/domain/dispatch/end-dispatch.ts';
import { leaseMs, type TakeOver, takeOver } from '../../shared/domain/dispatch/lease.ts';
import { notificationIdOf } from '../../shared/domain/dispatch/notification-id.ts';
import type { NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import { dropStopped } from './drop-stopped.ts';

const keptForMs = 30 * 86_400_000;

/** What is sent to one subscriber, or null where the channel is not theirs (any more). */
export type Render = (
  about: Pick<NotificationRequested, 'channel' | 'dealId'> & {
    readonly kind: Exclude<NotificationRequested['kind'], 'account'>;
  },
  deal: Deal,
  subscriber: Pick<Stored<Subscriber>, 'id' | 'value'>,
) => Rendered | null;

/** `toBeCorrected`: who was told, or perhaps was, of a deal that is retracted by now. */
export type Claim =
  | {
      readonly type: 'mine';
      readonly dispatch: Dispatch;
      /** The first of the earlier attempts that perhaps sent it; null where surely none did. */
      readonly unsureSinceMs: number | null;
    }
  | { readonly type: 'nobody' }
  /** Somebody stopped notifications meanwhile: who did not is told by these. */
  | { readonly type: 'stopped'; readonly requests: readonly NotificationRequested[] }
  | { readonly type: 'called-off'; readonly toBeCorrected: readonly string[] }
  | ({ readonly type: 'done'; readonly toBeCorrected: readonly string[] } & Extract<TakeOver, { type: 'done' }>)
  | Exclude<TakeOver, { type: 'mine' | 'done' }>;

interface Claiming {
  readonly people: Documents;
  readonly request: NotificationRequested;
  /** Null where the request is about none. */
  readonly deal: Deal | null;
  readonly render: Render;
  /** Names this attempt as the lease's holder. */
  readonly holder: string;
  readonly nowMs: number;
}

/**
 * Claims a dispatch in one step: whoever has no notification of this deal on this channel yet is claimed with the
 * payload rendered now; a dispatch claimed before is taken over when its lease has ended.
 */
export async function claimDispatch(claiming: Claiming): Promise<Claim> {
  const { people, request, holder, nowMs } = claiming;
  return people.transaction<Claim>(async (read) => {
    const existing = await dispatches.get(read, request.dispatchId);
    const isVoid = request.kind === 'deal' && (await retractions.get(read, request.dealId)) !== undefined;
    if (!existing) return isVoid ? nobody : newDispatch(read, claiming);
    const may = takeOver(existing.value, nowMs);
    if (may.type === 'done') {
      return { writes: [], result: { ...may, toBeCorrected: isVoid ? perhapsTold(existing.value) : [] } };
    }
    if (isVoid && may.type !== 'busy') return callOff(existing);
    if (may.type === 'key-expired') {
      const reason = 'not known to be sent within the lifetime of its idempotency key';
      return { writes: endDispatch(existing.id, existing.value, 'unknown', reason), result: may };
    }
    if (may.type !== 'mine') return { writes: [], result: may };
    // What is about an account is sent to whoever has it, whatever else they want to hear.
    const dropped = request.kind === 'account' ? undefined : await dropStopped(read, existing, nowMs);
    if (dropped) return { writes: dropped.writes, result: { type: 'stopped', requests: dropped.requests } };
    const lease = {
      state: 'claimed' as const,
      holder,
      leaseUntilMs: nowMs + leaseMs,
      dueAtMs: nowMs + leaseMs,
      attempt: existing.value.attempt + 1,
      firstAttemptAtMs: existing.value.firstAttemptAtMs ?? nowMs,
    };
    return {
      writes: [dispatches.update(existing.id, fields(lease))],
      result: {
        type: 'mine',
        dispatch: { ...existing.value, ...lease },
        unsureSinceMs: existing.value.firstAttemptAtMs,
      },
    };
  });
}

/** A deal that is retracted by now is told to nobody else; where it perhaps was told, it counts as told. */
function callOff({ id, value: dispatch }: Stored<Dispatch>): { writes: Write[]; result: Claim } {
  const state = dispatch.firstAttemptAtMs === null ? 'cancelled' : 'unknown';
  return {
    writes: endDispatch(id, dispatch, state, 'the deal was retracted meanwhile'),
    result: { type: 'called-off', toBeCorrected: perhapsTold({ ...dispatch, state }) },
  };
}

/**
 * Ends a dispatch that can never be sent; false when there is nothing to give up: it is being sent right now, or has
 * ended otherwise.
 */
export async function giveUpDispatch(people: Documents, id: string, reason: string, nowMs: number): Promise<boolean> {
  return people.transaction(async (read) => {
    const existing = await dispatches.get(read, id);
    if (!existing) return { writes: [], result: true };
    const may = takeOver(existing.value, nowMs);
    if (may.type === 'busy') return { writes: [], result: false };
    if (may.type === 'done') return { writes: [], result: may.failure !== null };
    const state = endOf(existing.value.firstAttemptAtMs);
    return { writes: endDispatch(id, existing.value, state, reason), result: true };
  });
}

const nobody = { writes: [], result: { type: 'nobody' } } as const satisfies { writes: Write[]; result: Claim };

async function newDispatch(
  read: DocumentReader,
  { request, deal, render, holder, nowMs }: Claiming,
): Promise<{ writes: Write[]; result: Claim }> {
  const { kind, dispatchId, dealId, channel, subscriberIds } = request;
  // A mail about an account was written with its dispatch; without one it has expired.
  if (kind === 'account' || !deal) return nobody;
  const ids = subscriberIds.map((subscriberId) => notificationIdOf(request, subscriberId));
  const [people, told] = await Promise.all([
    subscribers.getAll(read, subscriberIds, () => {}),
    notifications.getAll(read, ids),
  ]);
  const recipients = ids.flatMap((notificationId, i) => {
    const subscriber = people[i];
    if (!subscriber?.value.active || told[i]) return [];
    const rendered = render({ kind, channel, dealId }, deal, subscriber);
    return rendered ? [{ subscriberId: subscriber.id, notificationId, rendered }] : [];
  });
  if (recipients.length === 0) return nobody;
  const dispatch: Dispatch = {
    dealId,
    kind,
    channel,
    recipients,
    state: 'claimed',
    holder,
    leaseUntilMs: nowMs + leaseMs,
    attempt: 1,
    firstAttemptAtMs: nowMs,
    dueAtMs: nowMs + leaseMs,
    lastError: null,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + keptForMs,
  };
  const claims = recipients.map(({ subscriberId, notificationId }) =>
    notifications.create(notificationId, {
      subscriberId,
      dealId,
      kind,
      channel,
      dispatchId,
      state: 'claimed',
      providerId: null,
      createdAtMs: nowMs,
      sentAtMs: null,
      expiresAtMs: nowMs + keptForMs,
    }),
  );
  return {
    writes: [dispatches.create(dispatchId, dispatch), ...claims],
    result: { type: 'mine', dispatch, unsureSinceMs: null },
  };
}
