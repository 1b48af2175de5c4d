import { html } from 'hono/html';
import * as z from 'zod';
import { failedSignIns } from '../../../shared/documents/failed-sign-ins.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { users } from '../../../shared/documents/user.ts';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { confirmAddress } from '../../../shared/domain/account/claim-address.ts';
import { endSessions, sessionEnds } from '../../../shared/domain/account/end-sessions.ts';
import { identityEnds } from '../../../shared/domain/account/enter-by-identity.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { linkEnds } from '../../../shared/domain/account/link-ends.ts';
import { emailOf, nameOf } from '../../../shared/domain/account/new-user.ts';
import { oneTimeLink, useLink } from '../../../shared/domain/account/one-time-link.ts';
import { passwordLength, passwordRules } from '../../../shared/domain/account/password-rules.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { smallPage } from '../small-page.ts';
import { type Accounts, newPassword } from './accounts.ts';
import { sendSoon } from './send-soon.ts';
import { linkOver, overMailbox, sentByForm, tokenInput } from './verify.ts';

const forgot = {
  method: 'POST',
  path: '/api/auth/forgot',
  action: 'sign-in',
  summary:
    'Sends a mail with which a new password can be chosen, if anybody has this address; the answer does not tell.',
  body: z.strictObject({ email: emailInput }),
  status: 202,
  answer: z.object({}),
  limit: 'ask-for-mail',
} as const satisfies Endpoint;

const askForPassword = {
  method: 'GET',
  path: '/api/auth/reset',
  action: 'sign-in',
  summary: 'The page behind the link of that mail: a form for the new password.',
  query: z.object({ token: tokenInput }),
  contentType: 'text/html',
} as const satisfies Endpoint;

const reset = {
  method: 'POST',
  path: '/api/auth/reset',
  action: 'sign-in',
  summary: 'Sets a new password with the token of the mail, which works once, and ends every session and other link.',
  body: z.strictObject({ token: tokenInput, password: newPassword }),
  takesForms: true,
  answer: z.object({}),
  limit: 'sign-in',
} as const satisfies Endpoint;

export function resetEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, random, settings, passwords } = accounts;

  server.add(forgot, async ({ body: { email } }, context) => {
    const cipher = await accounts.cipher();
    const emailIds = cipher.idsOf('email', email);
    const limited = await overMailbox(context, emailIds[0]);
    if (limited) return limited;
    const { owner, waiting } = await findByAddress(people, email, cipher);
    const user = owner ?? waiting;
    const nowMs = clock.nowMs();
    // For an address nobody has the same is done, down to asking for a mail there is none of: how long it takes tells
    // nothing.
    const userId = user?.id ?? 'nobody';
    const link = oneTimeLink({ userId, purpose: 'reset-password', nowMs }, { random, ...settings });
    const name = user ? nameOf(user.id, user.value, cipher) : null;
    const mail = prepareMail(
      { ...settings, cipher },
      {
        kind: 'reset-password',
        cause: link.id,
        userId,
        email,
        name,
        link: link.url,
        nowMs,
      },
    );
    await people.write([link.write, ...(user ? mail.writes : [])]);
    await sendSoon(context, mail);
    return { body: {} };
  });

  server.add(askForPassword, async ({ query: { token } }, context) => {
    const form = html`<form method="post" action="/api/auth/reset"><input type="hidden" name="token" value="${token}">
<label>New password: ${passwordRules} <input type="password" name="password" minlength="${passwordLength.min}" required autocomplete="new-password"></label><button>Set password</button></form>`;
    return smallPage(context, 'Choose a new password', form);
  });

  server.add(reset, async ({ body: { token, password } }, context) => {
    const cipher = await accounts.cipher();
    const passwordHash = await passwords.hash(password);
    const nowMs = clock.nowMs();
    const holder = await useLink(people, token, 'reset-password', nowMs);
    const ends = holder
      ? await Promise.all([
          sessionEnds(people, holder.userId, nowMs),
          linkEnds(people, holder.userId, nowMs, { inUse: holder.used.key.id }),
        ])
      : [];
    const done = await people.transaction(async (read) => {
      const link = await useLink(read, token, 'reset-password', nowMs);
      const user = link && (await users.get(read, link.userId));
      if (!link || !user) return { writes: [], result: undefined };
      const email = emailOf(user.id, user.value, cipher);
      const about = {
        kind: 'password-changed',
        cause: `${user.id} ${passwordHash}`,
        userId: user.id,
        email,
        nowMs,
      } as const;
      const mail = prepareMail(
        { ...settings, cipher },
        { ...about, name: nameOf(user.id, user.value, cipher), link: null },
      );
      // Whoever has the mail has the address.
      const confirmed = await confirmAddress(read, user, cipher, nowMs);
      if (!confirmed) return { writes: [link.used], result: undefined };
      const forgotten = cipher.idsOf('email', email).map((id) => failedSignIns.delete(id));
      // Until now anybody may have made the account with this address, and left a way in for later.
      const isFirst = user.value.emailVerifiedAtMs === null;
      const others = isFirst ? identityEnds(user.value.identities, cipher) : [];
      const changed = users.update(user.id, fields({ passwordHash, ...(isFirst ? { identities: {} } : {}) }));
      const writes = [link.used, ...confirmed, ...others, changed, ...forgotten, ...ends.flat(), ...mail.writes];
      return { writes, result: { userId: user.id, mail } };
    });
    if (!done) return linkOver(context);
    await endSessions(people, done.userId, nowMs);
    await sendSoon(context, done.mail);
    context.get('log').info('a password was set anew', { userId: done.userId });
    if (sentByForm(context))
      return smallPage(context, 'Your new password is set', html`<p>You can sign in with it.</p>`);
    return { body: {} };
  });
}
