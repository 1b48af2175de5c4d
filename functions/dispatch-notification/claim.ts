import type { Deal } from '../../shared/documents/deal.ts';
import { type Dispatch, dispatches, type Rendered } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { type Subscriber, subscribers } from '../../shared/documents/subscriber.ts';
import { leaseMs, type TakeOver, takeOver } from '../../shared/domain/dispatch/lease.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { Channel, NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';

const keptForMs = 30 * 86_400_000;

/** What is sent to one subscriber, or null where the channel is not theirs (any more). */
export type Render = (channel: Channel, deal: Deal, subscriber: Subscriber, notificationId: string) => Rendered | null;

export type Claim =
  | {
      readonly type: 'mine';
      readonly dispatch: Dispatch;
      /** The first of the earlier attempts that perhaps sent it; null where surely none did. */
      readonly unsureSinceMs: number | null;
    }
  | { readonly type: 'nobody' }
  | Exclude<TakeOver, { type: 'mine' }>;

interface Claiming {
  readonly people: Documents;
  readonly request: NotificationRequested;
  readonly deal: Deal;
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
    if (!existing) return newDispatch(read, claiming);
    const may = takeOver(existing.value, nowMs);
    if (may.type === 'key-expired') return { writes: [abandon(existing.id)], result: may };
    if (may.type !== 'mine') return { writes: [], result: may };
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

const abandon = (id: string): Write =>
  dispatches.update(
    id,
    fields({
      state: 'unknown',
      dueAtMs: null,
      lastError: 'not known to be sent within the lifetime of its idempotency key',
    }),
  );

async function newDispatch(
  read: DocumentReader,
  { request, deal, render, holder, nowMs }: Claiming,
): Promise<{ writes: Write[]; result: Claim }> {
  const { dispatchId, dealId, channel, subscriberIds } = request;
  const ids = subscriberIds.map((subscriberId) => stableId('notification', dealId, subscriberId, channel));
  const [people, told] = await Promise.all([subscribers.getAll(read, subscriberIds), notifications.getAll(read, ids)]);
  const recipients = ids.flatMap((notificationId, i) => {
    const subscriber = people[i];
    if (!subscriber?.value.active || told[i]) return [];
    const rendered = render(channel, deal, subscriber.value, notificationId);
    return rendered ? [{ subscriberId: subscriber.id, notificationId, rendered }] : [];
  });
  if (recipients.length === 0) return { writes: [], result: { type: 'nobody' } };
  const dispatch: Dispatch = {
    dealId,
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
