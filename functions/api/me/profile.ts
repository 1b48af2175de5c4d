import * as z from 'zod';
import { failedSignIns } from '../../../shared/documents/failed-sign-ins.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { endSessions, sessionEnds } from '../../../shared/domain/account/end-sessions.ts';
import { linkEnds } from '../../../shared/domain/account/link-ends.ts';
import { emailOf, nameOf, sealName } from '../../../shared/domain/account/new-user.ts';
import type { Principal } from '../../../shared/domain/account/principal.ts';
import { mailOff } from '../../../shared/domain/mail/suppression.ts';
import { nameInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import { type Accounts, anyPassword, newPassword, userView, viewUser } from '../auth/accounts.ts';
import { notThem } from '../auth/not-them.ts';
import { sendSoon } from '../auth/send-soon.ts';

const getMe = {
  method: 'GET',
  path: '/api/me',
  action: 'read-own-account',
  summary: 'Your account.',
  answer: userView.extend({
    /** Why you get no mails though you may want them: one came back, or was reported as spam. */
    mailOff: z.object({ reason: mailOff.shape.reason, since: isoInstant }).nullable(),
  }),
} as const satisfies Endpoint;

const changeMe = {
  method: 'PATCH',
  path: '/api/me',
  action: 'change-own-account',
  summary: 'Changes your name.',
  body: z.strictObject({ name: nameInput.nullable() }),
  answer: userView,
} as const satisfies Endpoint;

const changePassword = {
  method: 'POST',
  path: '/api/me/password',
  action: 'change-own-account',
  summary:
    'Changes your password, or sets a first one soon after a sign-in, and ends every other session and every link sent before.',
  body: z.strictObject({ currentPassword: anyPassword.optional(), password: newPassword }),
  status: 204,
  limit: 'sign-in',
} as const satisfies Endpoint;

export function profileEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, settings, passwords } = accounts;
  const gone = () => problem(404, 'not-found', 'there is no such account');

  server.add(getMe, async (_, context) => {
    const id = ownId(context.get('principal'));
    const [user, subscriber] = await Promise.all([users.get(people, id), subscribers.get(people, id)]);
    if (!user) return gone();
    const off = subscriber?.value.mailOff;
    const shown = off ? { reason: off.reason, since: iso(off.sinceMs) } : null;
    return { body: { ...viewUser(user, await accounts.cipher()), mailOff: shown } };
  });

  server.add(changeMe, async ({ body: { name } }, context) => {
    const cipher = await accounts.cipher();
    const id = ownId(context.get('principal'));
    await people.write([users.update(id, fields({ name: sealName(id, name, cipher) }))]);
    const user = await users.get(people, id);
    return user ? { body: viewUser(user, cipher) } : gone();
  });

  server.add(changePassword, async ({ body: { currentPassword, password } }, context) => {
    const principal = context.get('principal');
    const user = await users.get(people, ownId(principal));
    if (!user) return gone();
    const refusal = await notThem(accounts, user.value, principal, currentPassword);
    if (refusal) return refusal;
    const cipher = await accounts.cipher();
    const hash = await passwords.hash(password);
    const email = emailOf(user.id, user.value, cipher);
    const about = { kind: 'password-changed', cause: `${user.id} ${hash}`, userId: user.id, email } as const;
    const mail = prepareMail(
      { ...settings, cipher },
      {
        ...about,
        name: nameOf(user.id, user.value, cipher),
        link: null,
        nowMs: clock.nowMs(),
      },
    );
    const forgotten = cipher.idsOf('email', email).map((id) => failedSignIns.delete(id));
    const kept = principal.type === 'user' ? principal.sessionId : undefined;
    const ends = await Promise.all([
      sessionEnds(people, user.id, clock.nowMs(), kept),
      linkEnds(people, user.id, clock.nowMs()),
    ]);
    await people.write([
      users.update(user.id, fields({ passwordHash: hash })),
      ...forgotten,
      ...ends.flat(),
      ...mail.writes,
    ]);
    await endSessions(people, user.id, clock.nowMs(), kept);
    await sendSoon(context, mail);
    return new Response(null, { status: 204 });
  });
}

/** The account a request is about. The authorisation table lets nobody without one here. */
export function ownId(principal: Principal): string {
  return principal.type === 'user' || principal.type === 'api-key' ? principal.userId : 'nobody';
}
