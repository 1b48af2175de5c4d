import { sessions } from '../../../shared/documents/session.ts';
import type { User } from '../../../shared/documents/user.ts';
import type { Principal } from '../../../shared/domain/account/principal.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import type { Accounts } from './accounts.ts';

/** Who has no password shows by a sign-in this new that it is them. */
const freshMs = 10 * 60_000;

/**
 * The answer to whoever asks for what decides about the account itself, and shows no more than an access token, which
 * may be a stolen one; undefined for who shows the present password, or, where there is none, a fresh sign-in.
 */
export async function notThem(
  { people, clock, passwords }: Accounts,
  { passwordHash }: User,
  principal: Principal,
  currentPassword = '',
): Promise<Response | undefined> {
  if (passwordHash !== null) {
    if (await passwords.verify(currentPassword, passwordHash)) return undefined;
    return problem(403, 'wrong-credentials', 'currentPassword: your present password');
  }
  const session = principal.type === 'user' ? await sessions.get(people, principal.sessionId) : undefined;
  if (session !== undefined && clock.nowMs() - session.value.createdAtMs < freshMs) return undefined;
  return problem(403, 'sign-in-again', 'you have no password: sign in again, and ask within 10 minutes');
}
