import { type Billing, billing } from '../documents/billing.ts';
import type { Stored } from '../documents/collection.ts';
import { fields } from '../documents/fields.ts';
import { users } from '../documents/user.ts';
import type { Role } from '../domain/account/principal.ts';
import { changeSubscriber } from '../domain/audience/change-subscriber.ts';
import { type PaidSubscription, type Standing, standingOf } from '../domain/billing/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Documents } from '../ports/documents.ts';
import type { Payments } from '../ports/payments.ts';
import { TransientError } from './errors.ts';

interface SettleBilling {
  readonly people: Documents;
  readonly clock: Clock;
}

/** As often as two instances may get in each other's way. */
const mostAttempts = 5;

/**
 * Reads anew what somebody pays for and lets it count. Whatever was read before a later change cannot overwrite it: what
 * is written must follow the very document that was there before the question went out.
 *
 * @throws TransientError where the payment service cannot be reached, or others were faster five times
 */
export async function readBilling(
  deps: SettleBilling & { readonly payments: Payments },
  userId: string,
): Promise<Standing> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const before = await billing.get(deps.people, userId);
    if (!before) return standingOf([], deps.clock.nowMs());
    const subscriptions = await deps.payments.subscriptionsOf(before.value.customerId);
    const standing = await settle(deps, before, subscriptions);
    if (standing) return standing;
  }
  throw new TransientError('others have changed the same billing meanwhile');
}

/** Lets what was last read count at today's time: grace that has ended, a cancelled period that is over. */
export async function settleDueBilling(deps: SettleBilling, due: Stored<Billing>): Promise<void> {
  // Where it has changed meanwhile, whoever changed it has settled it.
  await settle(deps, due, due.value.subscriptions);
}

/** Whoever pays is `premium`; who was appointed to more stays what they are. */
function roleAt(role: Role, { tier }: Standing): Role {
  return role === 'user' || role === 'premium' ? (tier === 'free' ? 'user' : 'premium') : role;
}

/** Writes standing, role and tier in one step; gives nothing where the document is no longer the one that was read. */
function settle(
  { people, clock }: SettleBilling,
  before: Stored<Billing>,
  subscriptions: readonly PaidSubscription[],
): Promise<Standing | undefined> {
  const nowMs = clock.nowMs();
  const standing = standingOf(subscriptions, nowMs);
  return people.transaction(async (read) => {
    const current = await billing.get(read, before.id);
    if (current?.version !== before.version) return { writes: [], result: undefined };
    const { writes } = await changeSubscriber(
      read,
      before.id,
      (subscriber) => subscriber && { ...subscriber, tier: standing.tier },
    );
    const user = await users.get(read, before.id);
    const role = user && roleAt(user.value.role, standing);
    const promotion = user && role !== user.value.role ? [users.update(user.id, fields({ role }))] : [];
    const update = billing.update(
      before.id,
      fields({ subscriptions, checkedAtMs: nowMs, dueAtMs: standing.untilMs, revision: before.value.revision + 1 }),
    );
    return { writes: [update, ...promotion, ...writes], result: standing };
  });
}
