import * as z from 'zod';
import { type FailedSignIn, failedSignIns } from '../../../shared/documents/failed-sign-ins.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { users } from '../../../shared/documents/user.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { mayEnter } from '../../../shared/domain/account/may-enter.ts';
import { failuresKeptMs, type Throttle, throttleSignIn } from '../../../shared/domain/account/sign-in-throttle.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, anyPassword } from './accounts.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';
import { betaOnly } from './register.ts';

/** After so many in a row it is somebody who guesses. */
const guesses = 6;

const login = {
  method: 'POST',
  path: '/api/auth/login',
  action: 'sign-in',
  summary: 'Signs in with address and password.',
  body: z.strictObject({ email: emailInput, password: anyPassword }),
  example: { email: 'ada@example.com', password: 'Correct-Horse-9' },
  answer: signedInView,
  limit: 'sign-in',
} as const satisfies Endpoint;

/**
 * The answer and the work are the same for a wrong password and for an address nobody has. Beside the owner of an address
 * also who signed up with it and has not confirmed it yet gets into what is theirs.
 */
export function loginEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, passwords } = accounts;
  server.add(login, async ({ body: { email, password } }, context) => {
    const cipher = await accounts.cipher();
    const emailIds = cipher.idsOf('email', email);
    const throttle = await countAttempt(accounts, emailIds[0]);
    if (throttle.type === 'wait') return tooManyAttempts(throttle.untilMs - clock.nowMs());
    const { owner, waiting } = await findByAddress(people, email, cipher);
    const isOwner = await passwords.verify(password, owner?.value.passwordHash ?? null);
    const isWaiting = !isOwner && (await passwords.verify(password, waiting?.value.passwordHash ?? null));
    const user = isOwner ? owner : isWaiting ? waiting : undefined;
    if (!user) {
      if (throttle.counted.count === guesses) {
        const target = owner ? `user:${owner.id}` : null;
        await context.get('audit')(context, { action: 'password-guessing', target });
      }
      return problem(401, 'wrong-credentials', 'address or password is not right');
    }
    if (user.value.state === 'suspended') return problem(403, 'account-suspended', 'this account is suspended');
    if (!mayEnter(accounts.settings.betaMode, user.value)) return betaOnly();
    const session = newSession(context, accounts, user.id);
    const lastLoginAtMs = clock.nowMs();
    await people.write([
      session.write,
      ...(isOwner ? [failedSignIns.delete(emailIds[0])] : []),
      users.update(user.id, fields({ lastLoginAtMs })),
    ]);
    if (!isOwner) await forgetAttempt(people, emailIds[0], throttle);
    return signedIn(accounts, user, { id: session.id, generation: 1 });
  });
}

type CountedTry = Extract<Throttle, { readonly type: 'try' }> & { readonly before: FailedSignIn | undefined };
type Counted = Extract<Throttle, { readonly type: 'wait' }> | CountedTry;

/** Counts an attempt on an address before its password is looked at. */
function countAttempt({ people, clock }: Accounts, addressId: string): Promise<Counted> {
  return people.transaction<Counted>(async (read) => {
    const nowMs = clock.nowMs();
    const before = (await failedSignIns.get(read, addressId))?.value;
    const throttle = throttleSignIn(before, nowMs);
    if (throttle.type === 'wait') return { writes: [], result: throttle };
    const counted = { ...throttle.counted, expiresAtMs: nowMs + failuresKeptMs };
    return { writes: [failedSignIns.set(addressId, counted)], result: { ...throttle, before } };
  });
}

/**
 * Whoever waits for an address takes nothing off what protects its owner: their own attempt is forgotten, unless
 * somebody has tried since.
 */
function forgetAttempt(people: Documents, addressId: string, { counted, before }: CountedTry): Promise<void> {
  return people.transaction(async (read) => {
    const now = (await failedSignIns.get(read, addressId))?.value;
    if (now?.count !== counted.count) return { writes: [], result: undefined };
    const undone = before ? failedSignIns.set(addressId, before) : failedSignIns.delete(addressId);
    return { writes: [undone], result: undefined };
  });
}

function tooManyAttempts(waitMs: number): Response {
  const seconds = Math.ceil(waitMs / 1_000);
  return problem(429, 'too-many-attempts', `too many attempts to sign in; wait ${seconds} s`, {
    'retry-after': String(seconds),
  });
}
