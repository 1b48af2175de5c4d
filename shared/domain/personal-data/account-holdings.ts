import { addresses } from '../../documents/address.ts';
import { apiKeys } from '../../documents/api-key.ts';
import { apiUsage } from '../../documents/api-usage.ts';
import { betaList } from '../../documents/beta-place.ts';
import { billing } from '../../documents/billing.ts';
import { demoPayments } from '../../documents/demo-payment.ts';
import { failedSignIns } from '../../documents/failed-sign-ins.ts';
import { oneTimeTokens, tokenPurpose } from '../../documents/one-time-token.ts';
import { sessions } from '../../documents/session.ts';
import { subscribers } from '../../documents/subscriber.ts';
import { users } from '../../documents/user.ts';
import type { DocumentReader } from '../../ports/documents.ts';
import { emailOf, nameOf } from '../account/new-user.ts';
import { removeUser } from '../account/remove-user.ts';
import { withOpenEmail } from '../audience/subscriber-email.ts';
import { mailOffFor } from '../mail/suppression.ts';
import type { Holding, Person } from './holding.ts';
import { at, inPages, json } from './show.ts';

const withAccount = { with: 'users' } as const;

/** What somebody has by having an account. */
export const accountHoldings = {
  users: {
    holds: 'your account',
    show: async ({ people, cipher, userId }) => {
      const user = await users.get(people, userId);
      if (!user) return [];
      const { passwordHash, email: _, name: __, ...rest } = user.value;
      const open = { email: emailOf(userId, user.value, cipher), name: nameOf(userId, user.value, cipher) };
      return [json({ id: userId, ...open, ...rest, hasPassword: passwordHash !== null })];
    },
    erase: async ({ people, cipher, userId }) => {
      await removeUser(people, userId, cipher);
      return 'erased';
    },
  },
  addresses: {
    holds: 'that your address, and who you are at other services, lead to your account (as hashes)',
    show: async ({ people, cipher, userId }) => {
      const email = await emailIn(people, { cipher, userId });
      const ids = email === undefined ? [] : [...cipher.idsOf('email', email), ...cipher.idsOf('unconfirmed', email)];
      const found = await addresses.getAll(people, ids);
      return found.flatMap((each) =>
        each?.value.userId === userId ? [json({ since: at(each.value.createdAtMs) })] : [],
      );
    },
    erase: withAccount,
  },
  sessions: {
    holds: 'where you signed in',
    show: ({ people, userId }) =>
      inPages(sessions.pages(people, 'ofUser', { equal: { userId }, limit: 200 }), ({ value }) => {
        const { agent, createdAtMs, rotatedAtMs, endedAtMs } = value;
        return json({ agent, createdAt: at(createdAtMs), lastUsedAt: at(rotatedAtMs), endedAt: at(endedAtMs) });
      }),
    erase: withAccount,
  },
  'api-keys': {
    holds: 'your API keys, without what makes them work',
    show: ({ people, userId }) =>
      inPages(apiKeys.pages(people, 'ofUser', { equal: { userId }, limit: 200 }), ({ id, value }) => {
        const { name, scopes, createdAtMs, lastUsedAtMs } = value;
        return json({ id, name, scopes, createdAt: at(createdAtMs), lastUsedAt: at(lastUsedAtMs) });
      }),
    erase: withAccount,
  },
  'api-usage': {
    holds: 'how often you, and each of your API keys, asked for something, by day',
    show: ({ people, userId }) =>
      inPages(apiUsage.pages(people, 'ofUser', { equal: { userId }, limit: 200 }), ({ value }) =>
        json({ day: at(value.dayMs), ways: value.ways }),
      ),
    erase: withAccount,
  },
  'one-time-tokens': {
    holds: 'links mailed to you that were not used yet',
    show: async ({ people, userId }) => {
      const ofPurpose = tokenPurpose.options.map((purpose) =>
        inPages(oneTimeTokens.pages(people, 'ofUser', { equal: { userId, purpose }, limit: 200 }), ({ value }) =>
          json({ purpose, createdAt: at(value.createdAtMs), expiresAt: at(value.expiresAtMs) }),
        ),
      );
      return (await Promise.all(ofPurpose)).flat();
    },
    erase: withAccount,
  },
  'failed-sign-ins': {
    holds: 'attempts to sign in to your address that failed',
    show: async (person) => {
      const found = await failedSignIns.getAll(person.people, await emailIdsOf(person));
      return found.flatMap((each) =>
        each ? [json({ count: each.value.count, lastAt: at(each.value.lastAtMs) })] : [],
      );
    },
    erase: withAccount,
  },
  'beta-list': {
    holds: 'that your address gets in while the beta lasts',
    show: async (person) => {
      const found = await betaList.getAll(person.people, await emailIdsOf(person));
      return found.flatMap((each) =>
        each ? [json({ addedAt: at(each.value.addedAtMs), isActive: each.value.isActive })] : [],
      );
    },
    erase: withAccount,
  },
  subscribers: {
    holds: 'what you want to hear of, and how',
    show: async ({ people, cipher, userId }) => {
      const found = await subscribers.get(people, userId);
      if (!found) return [];
      const { unsubscribeToken: _, indexed: __, ...shown } = withOpenEmail(found, cipher).value;
      // Whoever has the whole address of a device or a chat can write to it.
      const devices = shown.pushSubscriptions.map(({ endpoint }) => new URL(endpoint).origin);
      const destinations = Object.entries(shown.destinations).map(([channel, to]) => ({
        channel,
        label: to?.label,
        addedAt: at(to?.addedAtMs ?? null),
      }));
      const { pushSubscriptions: ___, ...rest } = shown;
      return [json({ ...rest, devices, destinations })];
    },
    erase: withAccount,
  },
  'audience-pages': {
    holds: 'what you want to hear of once more, where it is looked up when there is a deal',
    show: async () => [],
    erase: withAccount,
  },
  suppressions: {
    holds: 'why your address gets no mails, where it gets none (as a hash)',
    show: async ({ people, cipher, userId }) => {
      const email = await emailIn(people, { cipher, userId });
      const off = email === undefined ? null : await mailOffFor(people, email, cipher);
      return off ? [json({ reason: off.reason, since: at(off.sinceMs) })] : [];
    },
    erase: { stays: 'a hash that names nobody, so that no mail is ever sent to the address again' },
  },
  billing: {
    holds: 'what you pay for',
    show: async ({ people, userId }) => {
      const found = await billing.get(people, userId);
      return found ? [json({ customerId: found.value.customerId, subscriptions: found.value.subscriptions })] : [];
    },
    /** The payment service first: what it knows of them could not be found again without this. */
    erase: async ({ people, userId, payments }) => {
      const found = await billing.get(people, userId);
      if (!found) return 'erased';
      const service = await payments();
      if (!service) return 'later';
      await service.deleteCustomer(found.value.customerId);
      await people.write([billing.delete(userId)]);
      return 'erased';
    },
  },
  'demo-payments': {
    holds: 'what you pretended to buy in the demo',
    show: async ({ people, userId }) => {
      const customerId = (await billing.get(people, userId))?.value.customerId;
      const found = customerId === undefined ? undefined : await demoPayments.get(people, customerId);
      return found ? [json({ order: found.value.order, subscriptions: found.value.subscriptions })] : [];
    },
    erase: { with: 'billing' },
  },
} as const satisfies Record<string, Holding>;

async function emailIn(read: DocumentReader, { cipher, userId }: Pick<Person, 'cipher' | 'userId'>) {
  const user = await users.get(read, userId);
  return user && emailOf(userId, user.value, cipher);
}

/** Hashes of their address, where it is theirs for sure: what is known of an address is nobody's who only typed it. */
async function emailIdsOf({ people, cipher, userId }: Person): Promise<readonly string[]> {
  const user = await users.get(people, userId);
  return user && user.value.emailVerifiedAtMs !== null
    ? cipher.idsOf('email', emailOf(userId, user.value, cipher))
    : [];
}
