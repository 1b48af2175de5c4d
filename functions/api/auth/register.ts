import * as z from 'zod';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { findUser, isOnBetaList } from '../../../shared/domain/account/find-user.ts';
import { firstSubscriber } from '../../../shared/domain/account/first-subscriber.ts';
import { newUser, newUserWrites } from '../../../shared/domain/account/new-user.ts';
import { oneTimeLink } from '../../../shared/domain/account/one-time-link.ts';
import { emailInput, nameInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, newPassword } from './accounts.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';
import { sendSoon } from './send-soon.ts';

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
    const passwordHash = await passwords.hash(password);
    const about = { userId, email, name, nowMs };
    const user = newUser(about, { passwordHash, isBetaUser, lastLoginAtMs: nowMs }, cipher);
    const link = oneTimeLink({ userId, purpose: 'verify-email', nowMs }, { random, ...settings });
    const mail = prepareMail(
      { ...settings, cipher },
      {
        kind: 'verify-email',
        cause: link.id,
        userId,
        email,
        name,
        link: link.url,
        nowMs,
      },
    );
    const session = newSession(context, accounts, userId);
    const isNew = await people.transaction(async (read) => {
      if (await findUser(read, emailIds)) return { writes: [], result: false };
      const account = newUserWrites(about, user, cipher);
      const subscriber = await firstSubscriber(
        read,
        userId,
        {
          email,
          active: false,
          unsubscribeToken: random.nonce(),
          nowMs,
        },
        cipher,
      );
      return { writes: [...account, ...subscriber, link.write, session.write, ...mail.writes], result: true };
    });
    if (!isNew)
      return problem(409, 'address-taken', 'there is an account with this address; sign in, or ask for a new password');
    await sendSoon(context, mail);
    context.get('log').info('an account was made', { userId });
    return signedIn(accounts, { id: userId, value: user }, { id: session.id, generation: 1 });
  });
}

export const betaOnly = (): Response => problem(403, 'beta-only', 'while the beta lasts only invited addresses get in');
