import type { Stored } from '../../shared/documents/collection.ts';
import { type Dispatch, dispatches } from '../../shared/documents/dispatch.ts';
import { fields } from '../../shared/documents/fields.ts';
import { notifications } from '../../shared/documents/notification.ts';
import { retractions } from '../../shared/documents/retraction.ts';
import { endDispatch, endOf } from '../../shared/domain/dispatch/end-dispatch.ts';
import { leaseMs, type TakeOver, takeOver } from '../../shared/domain/dispatch/lease.ts';
import { sealRecipient } from '../../shared/domain/dispatch/sealed-payload.ts';
import type { NotificationKind, NotificationRequested } from '../../shared/messages/notification-requested.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import type { FieldCipher } from '../../shared/ports/field-cipher.ts';
import { untoldPairs, withdrawAlerts } from './alert-book.ts';
import { type Choosing, chooseRecipients, type NamedDeal } from './choose-recipients.ts';
import { correctionsOf } from './corrections.ts';
import { dropStopped } from './drop-stopped.ts';
import { dropSuppressed } from './drop-suppressed.ts';
import { insteadOf } from './instead.ts';
import { renewDigest } from './renew-digest.ts';

const keptForMs = 30 * 86_400_000;

/** `corrections`: to whoever was told, or perhaps was, of a deal that is retracted by now. */
export type Claim =
  | {
      readonly type: 'mine';
      readonly dispatch: Dispatch;
      /** The first of the earlier attempts that perhaps sent it; null where surely none did. */
      readonly unsureSinceMs: number | null;
    }
  | { readonly type: 'nobody' }
  /** Somebody stopped notifications meanwhile, or a digest has changed: who is still to be told is told by these. */
  | { readonly type: 'stopped'; readonly requests: readonly NotificationRequested[] }
  | {
      readonly type: 'called-off';
      readonly corrections: readonly NotificationRequested[];
      /** It was perhaps sent, which the operator is to know. */
      readonly failure: string | null;
    }
  | ({
      readonly type: 'done';
      readonly corrections: readonly NotificationRequested[];
      /** Over which channel those are told instead who could not be reached. */
      readonly instead: readonly NotificationRequested[];
    } & Extract<TakeOver, { type: 'done' }>)
  | Exclude<TakeOver, { type: 'mine' | 'done' }>;

interface Claiming extends Choosing {
  readonly people: Documents;
  readonly cipher: FieldCipher;
  /** Names this attempt as the lease's holder. */
  readonly holder: string;
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
      const corrections = await correctionsOf(read, existing.value);
      return { writes: [], result: { ...may, corrections, instead: await insteadOf(read, existing.value) } };
    }
    if (isVoid && may.type !== 'busy') return callOff(read, existing, claiming.deals);
    if (may.type === 'key-expired') {
      const reason = 'not known to be sent while its key prevents a second time';
      return { writes: endDispatch(existing.id, existing.value, 'unknown', reason), result: may };
    }
    if (may.type !== 'mine') return { writes: [], result: may };
    const dropped = await whatHasChanged(read, existing, claiming);
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

/** Writes and requests that take the place of a dispatch which waited while what it says or whom it tells has changed. */
async function whatHasChanged(read: DocumentReader, existing: Stored<Dispatch>, claiming: Claiming) {
  const { request, nowMs } = claiming;
  switch (request.kind) {
    case 'account':
      return dropSuppressed(read, existing, claiming.cipher);
    case 'digest':
      return renewDigest(read, existing, claiming);
    default:
      return dropStopped(read, existing, nowMs);
  }
}

/** A deal that is retracted by now is told to nobody else; where it perhaps was told, it counts as told. */
async function callOff(
  read: DocumentReader,
  { id, value: dispatch }: Stored<Dispatch>,
  deals: readonly NamedDeal[],
): Promise<{ writes: Write[]; result: Claim }> {
  const state = dispatch.firstAttemptAtMs === null ? 'cancelled' : 'unknown';
  const untold = state === 'cancelled' ? await withdrawAlerts(read, untoldPairs(dispatch, deals)) : [];
  const reason = 'the deal was retracted meanwhile';
  const failure = state === 'unknown' ? reason : null;
  return {
    writes: [...endDispatch(id, dispatch, state, reason), ...untold],
    result: { type: 'called-off', corrections: await correctionsOf(read, { ...dispatch, state }), failure },
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
  { holder, cipher, ...choosing }: Claiming,
): Promise<{ writes: readonly Write[]; result: Claim }> {
  const { request, nowMs } = choosing;
  const { kind, dispatchId, dealId, channel } = request;
  // A mail about an account was written with its dispatch; without one it has expired.
  if (kind === 'account') return nobody;
  const { recipients: chosen, writes } = await chooseRecipients[kind](read, choosing);
  if (chosen.length === 0) return { ...nobody, writes };
  const recipients = chosen.map((each) => sealRecipient(each, cipher));
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
  return {
    writes: [
      dispatches.create(dispatchId, dispatch),
      ...recipients.flatMap((each) => claims(request, each, nowMs)),
      ...writes,
    ],
    result: { type: 'mine', dispatch, unsureSinceMs: null },
  };
}

/** The notifications of a recipient: of what they are told, and in a digest of each deal besides. */
function claims(
  { kind, dispatchId, dealId, channel }: NotificationRequested,
  { subscriberId, notificationId, items = [] }: Dispatch['recipients'][number],
  nowMs: number,
): Write[] {
  const claim = (id: string, about: { readonly kind: NotificationKind; readonly dealId: string }) =>
    notifications.create(id, {
      ...about,
      subscriberId,
      channel,
      dispatchId,
      state: 'claimed',
      providerId: null,
      createdAtMs: nowMs,
      sentAtMs: null,
      expiresAtMs: nowMs + keptForMs,
    });
  return [
    claim(notificationId, { kind, dealId }),
    ...items.map((item) => claim(item.notificationId, { kind: 'deal', dealId: item.dealId })),
  ];
}
