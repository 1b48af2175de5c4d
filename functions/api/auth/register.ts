import * as z from 'zod';
import { addresses } from '../../../shared/documents/address.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import type { Write } from '../../../shared/ports/documents.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { prepareMail, sendSoon } from './account-mail.ts';
import {
  type Accounts,
  emailInput,
  emailPlace,
  findUser,
  isOnBetaList,
  nameInput,
  namePlace,
  newPassword,
} from './accounts.ts';
import { firstSubscriber } from './first-subscriber.ts';
import { oneTimeLink } from './one-time-link.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';

const register = {
  method: 'POST',
  path: '/api/auth/register',
  action: 'sign-in',
  summary: 'Makes an account and signs in; a mail asks to confirm the address.',
  body: z.strictObject({ email: emailInput, password: newPassword, name: nameInput.optional() }),
  status: 201,
  answer: signedInView,
  limit: 'register',
} as const satisfies Endpoint;

export function registerEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, random, settings, passwords } = accounts;
  server.add(register, async ({ body: { email, password, name = null } }, context) => {
    const cipher = await accounts.cipher();
    const emailIds = cipher.idsOf('email', email);
    const isBetaUser = await isOnBetaList(people, emailIds);
    if (settings.betaMode && !isBetaUser) return betaOnly();
    const nowMs = clock.nowMs();
    const userId = random.nonce();
    const user = newUser({ email, name, isBetaUser, nowMs, passwordHash: await passwords.hash(password) });
    const sealed: User = {
      ...user,
      email: cipher.seal(email, emailPlace(userId)),
      name: name === null ? null : cipher.seal(name, namePlace(userId)),
    };
    const link = oneTimeLink({ userId, purpose: 'verify-email', nowMs }, { random, ...settings });
    const mail = prepareMail(settings, {
      kind: 'verify-email',
      cause: link.id,
      userId,
      email,
      name,
      link: link.url,
      nowMs,
    });
    const session = newSession(context, accounts, userId);
    const isNew = await people.transaction(async (read) => {
      if (await findUser(read, emailIds)) return { writes: [], result: false };
      const account = accountWrites(userId, sealed, emailIds[0], nowMs);
      const subscriber = await firstSubscriber(read, userId, {
        email,
        active: false,
        unsubscribeToken: random.nonce(),
        nowMs,
      });
      return { writes: [...account, ...subscriber, link.write, session.write, ...mail.writes], result: true };
    });
    if (!isNew)
      return problem(409, 'address-taken', 'there is an account with this address; sign in, or ask for a new password');
    await sendSoon(context, [mail]);
    context.get('log').info('an account was made', { userId });
    return signedIn(accounts, { id: userId, value: sealed }, { id: session.id, generation: 1 });
  });
}

export const betaOnly = (): Response => problem(403, 'beta-only', 'while the beta lasts only invited addresses get in');

/** A user before their name and address are sealed. */
export function newUser(given: {
  readonly email: string;
  readonly name: string | null;
  readonly isBetaUser: boolean;
  readonly nowMs: number;
  readonly passwordHash: string | null;
}): User {
  const { email, name, isBetaUser, nowMs, passwordHash } = given;
  return {
    email,
    name,
    passwordHash,
    identities: {},
    emailVerifiedAtMs: null,
    role: 'user',
    state: 'active',
    isBetaUser,
    createdAtMs: nowMs,
    lastLoginAtMs: nowMs,
  };
}

/** The user and what leads to them; fails as a whole where the address has become somebody's meanwhile. */
export function accountWrites(userId: string, user: User, addressId: string, nowMs: number): Write[] {
  return [users.create(userId, user), addresses.create(addressId, { userId, createdAtMs: nowMs })];
}
