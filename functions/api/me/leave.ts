import * as z from 'zod';
import { users } from '../../../shared/documents/user.ts';
import { beginErasure } from '../../../shared/domain/personal-data/erase-person.ts';
import { archive, gatherPersonalData } from '../../../shared/domain/personal-data/gather.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { type Accounts, anyPassword } from '../auth/accounts.ts';
import { notThem } from '../auth/not-them.ts';
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

/** Taking everything along, and leaving nothing behind (WP-6). */
export function leaveEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock } = accounts;

  server.add(exportMe, async (_, context) => {
    const person = { people, cipher: await accounts.cipher(), nowMs: clock.nowMs() };
    const body = await gatherPersonalData({ ...person, userId: ownId(context.get('principal')) });
    return { body, headers: { 'content-disposition': 'attachment; filename="pricehawk-personal-data.json"' } };
  });

  server.add(eraseMe, async ({ body: { currentPassword } }, context) => {
    const principal = context.get('principal');
    const user = await users.get(people, ownId(principal));
    if (!user) return problem(404, 'not-found', 'there is no such account');
    const refusal = await notThem(accounts, user.value, principal, currentPassword);
    if (refusal) return refusal;
    await context.get('audit')(context, { action: 'account-erased', target: `user:${user.id}` });
    await beginErasure({ people, cipher: await accounts.cipher(), nowMs: clock.nowMs() }, user.id);
    context.get('log').info('an account was erased by its owner');
    return { body: { state: 'being-erased' as const }, headers: noCookie };
  });
}
