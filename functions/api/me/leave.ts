import * as z from 'zod';
import { sessions } from '../../../shared/documents/session.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import type { Principal } from '../../../shared/domain/account/principal.ts';
import { beginErasure } from '../../../shared/domain/personal-data/erase-person.ts';
import { archive, gatherPersonalData } from '../../../shared/domain/personal-data/gather.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, anyPassword } from '../auth/accounts.ts';
import { noCookie } from '../auth/open-session.ts';
import { ownId } from './profile.ts';

const exportMe = {
  method: 'POST',
  path: '/api/me/export',
  action: 'change-own-account',
  audit: 'account-exported',
  summary: 'Everything there is about you, as one JSON document to keep.',
  answer: archive,
  limit: 'ask-for-mail',
} as const satisfies Endpoint;

const eraseMe = {
  method: 'DELETE',
  path: '/api/me',
  action: 'change-own-account',
  summary:
    'Erases you: the account at once, everything else within hours. Asks for the password, or, where there is none, for a fresh sign-in.',
  // Nothing that is sent by mistake erases anybody.
  body: z.strictObject({ confirm: z.literal('erase everything'), currentPassword: anyPassword.optional() }),
  status: 202,
  answer: z.object({ state: z.literal('being-erased') }),
  limit: 'sign-in',
} as const satisfies Endpoint;

/** Who has no password shows by a sign-in this new that it is them. */
const freshMs = 10 * 60_000;

/** Taking everything along, and leaving nothing behind (WP-6). */
export function leaveEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, passwords } = accounts;

  server.add(exportMe, async (_, context) => {
    const person = { people, cipher: await accounts.cipher(), nowMs: clock.nowMs() };
    const body = await gatherPersonalData({ ...person, userId: ownId(context.get('principal')) });
    return { body, headers: { 'content-disposition': 'attachment; filename="pricehawk-personal-data.json"' } };
  });

  server.add(eraseMe, async ({ body: { currentPassword = '' } }, context) => {
    const principal = context.get('principal');
    const user = await users.get(people, ownId(principal));
    if (!user) return problem(404, 'not-found', 'there is no such account');
    if (!(await isThem(user.value, principal, currentPassword))) {
      return user.value.passwordHash === null
        ? problem(403, 'sign-in-again', 'sign in again, and erase the account within 10 minutes')
        : problem(403, 'wrong-credentials', 'currentPassword: your present password');
    }
    await context.get('audit')(context, { action: 'account-erased', target: `user:${user.id}` });
    await beginErasure({ people, cipher: await accounts.cipher(), nowMs: clock.nowMs() }, user.id);
    context.get('log').info('an account was erased by its owner');
    return { body: { state: 'being-erased' as const }, headers: noCookie };
  });

  async function isThem({ passwordHash }: User, principal: Principal, password: string): Promise<boolean> {
    if (passwordHash !== null) return passwords.verify(password, passwordHash);
    const session = principal.type === 'user' ? await sessions.get(people, principal.sessionId) : undefined;
    return session !== undefined && clock.nowMs() - session.value.createdAtMs < freshMs;
  }
}
