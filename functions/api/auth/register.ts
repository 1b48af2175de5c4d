import * as z from 'zod';
import { findByAddress, isOnBetaList } from '../../../shared/domain/account/find-user.ts';
import { firstSubscriber } from '../../../shared/domain/account/first-subscriber.ts';
import { newUser, newUserWrites } from '../../../shared/domain/account/new-user.ts';
import { mailOffFor } from '../../../shared/domain/mail/suppression.ts';
import { emailInput, nameInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, newPassword } from './accounts.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';
import { sendSoon } from './send-soon.ts';
import { addressSuppressed, overMailbox } from './verify.ts';

const register = {
  method: 'POST',
  path: '/api/auth/register',
  action: 'sign-in',
  summary:
    'Makes an account and signs in; a mail asks to confirm the address, or says to its owner that they have one.',
  body: z.strictObject({ email: emailInput, password: newPassword, name: nameInput.optional() }),
  example: { email: 'ada@example.com', password: 'Correct-Horse-9', name: 'Ada' },
  status: 201,
  answer: signedInView,
  limit: 'register',
} as const satisfies Endpoint;

/** Who signs up again so soon, with the same password, has lost the answer: the account is there, and the mail under way. */
const againWithinMs = 15 * 60_000;

/**
 * Whether an address has an owner shows in nothing but the mail to it. Every sign-up makes an account that owns no
 * address; the first to confirm it gets it. One that has an owner already never can be confirmed.
 */
export function registerEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, random, settings, passwords } = accounts;
  server.add(register, async ({ body: { email, password, name = null } }, context) => {
    const cipher = await accounts.cipher();
    const isBetaUser = await isOnBetaList(people, cipher.idsOf('email', email));
    if (settings.betaMode && !isBetaUser) return betaOnly();
    if (await mailOffFor(people, email, cipher)) return addressSuppressed();
    const { owner, waiting } = await findByAddress(people, email, cipher);
    const [passwordHash, isSame] = await Promise.all([
      passwords.hash(password),
      passwords.verify(password, waiting?.value.passwordHash ?? null),
    ]);
    const nowMs = clock.nowMs();
    if (waiting && isSame && nowMs - waiting.value.createdAtMs < againWithinMs) {
      const session = newSession(context, accounts, waiting.id);
      await people.write([session.write]);
      return signedIn(accounts, waiting, { id: session.id, generation: 1 });
    }
    const limited = await overMailbox(context, cipher.idsOf('email', email)[0]);
    if (limited) return limited;
    const userId = random.nonce();
    const about = { userId, email, name, nowMs };
    const user = newUser(about, { passwordHash, isBetaUser, lastLoginAtMs: nowMs }, cipher);
    const mail = confirmationMail(accounts, cipher, { purpose: 'verify-email', userId, email, name, owner });
    const session = newSession(context, accounts, userId);
    const unsubscribeToken = random.nonce();
    await people.transaction(async (read) => {
      const subscriber = await firstSubscriber(read, userId, { email, active: false, unsubscribeToken, nowMs }, cipher);
      const account = newUserWrites(about, user, cipher);
      return { writes: [...account, ...subscriber, session.write, ...mail.writes], result: undefined };
    });
    await sendSoon(context, mail);
    context.get('log').info('an account was made', { userId });
    return signedIn(accounts, { id: userId, value: user }, { id: session.id, generation: 1 });
  });
}

export const betaOnly = (): Response => problem(403, 'beta-only', 'while the beta lasts only invited addresses get in');
