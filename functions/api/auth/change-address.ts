import { html } from 'hono/html';
import * as z from 'zod';
import { fields } from '../../../shared/documents/fields.ts';
import { users } from '../../../shared/documents/user.ts';
import { prepareMail } from '../../../shared/domain/account/account-mail.ts';
import { claimAddress, releaseAddress } from '../../../shared/domain/account/claim-address.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { linkEnds } from '../../../shared/domain/account/link-ends.ts';
import { emailOf, nameOf, openNewEmail, sealEmail } from '../../../shared/domain/account/new-user.ts';
import { useLink } from '../../../shared/domain/account/one-time-link.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { sealSubscriberEmail } from '../../../shared/domain/audience/subscriber-email.ts';
import { mailOffFor } from '../../../shared/domain/mail/suppression.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { ownId } from '../me/profile.ts';
import { smallPage } from '../small-page.ts';
import { type Accounts, anyPassword } from './accounts.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { notThem } from './not-them.ts';
import { sendSoon } from './send-soon.ts';
import { addressSuppressed, linkOver, overMailbox, sentByForm, tokenInput } from './verify.ts';

const askForChange = {
  method: 'POST',
  path: '/api/me/email',
  action: 'change-own-account',
  summary:
    'Sends a mail to a new address; yours changes when its link is opened, and the old one is told. Asks for the password, or, where there is none, for a fresh sign-in.',
  body: z.strictObject({ email: emailInput, currentPassword: anyPassword.optional() }),
  status: 202,
  answer: z.object({}),
  limit: 'ask-for-mail',
} as const satisfies Endpoint;

const askToConfirm = {
  method: 'GET',
  path: '/api/auth/address',
  action: 'sign-in',
  summary: 'The page behind the link of that mail: a button, because mail scanners open every link.',
  query: z.object({ token: tokenInput }),
  contentType: 'text/html',
} as const satisfies Endpoint;

const change = {
  method: 'POST',
  path: '/api/auth/address',
  action: 'sign-in',
  summary: 'Makes the new address the one of the account, with the token of the mail, which works once.',
  body: z.strictObject({ token: tokenInput }),
  takesForms: true,
  answer: z.object({}),
  limit: 'sign-in',
} as const satisfies Endpoint;

export function addressEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock, settings } = accounts;

  server.add(askForChange, async ({ body: { email, currentPassword } }, context) => {
    const cipher = await accounts.cipher();
    const principal = context.get('principal');
    const user = await users.get(people, ownId(principal));
    if (!user) return problem(404, 'not-found', 'there is no such account');
    const refusal = await notThem(accounts, user.value, principal, currentPassword);
    if (refusal) return refusal;
    if (emailOf(user.id, user.value, cipher) === email && user.value.emailVerifiedAtMs !== null) {
      return problem(409, 'same-address', 'email: another address than the present one');
    }
    if (await mailOffFor(people, email, cipher)) return addressSuppressed();
    const limited = await overMailbox(context, cipher.idsOf('email', email)[0]);
    if (limited) return limited;
    const { owner } = await findByAddress(people, email, cipher);
    const name = nameOf(user.id, user.value, cipher);
    const mail = confirmationMail(accounts, cipher, { purpose: 'change-address', userId: user.id, email, name, owner });
    // The one asked for last counts: one asked for before was perhaps mistyped, and is somebody else's.
    const before = await linkEnds(people, user.id, clock.nowMs(), { purposes: ['change-address'] });
    await people.write([...before, ...mail.writes]);
    await sendSoon(context, mail);
    return { body: {} };
  });

  server.add(askToConfirm, async ({ query: { token } }, context) => {
    const form = html`<p>Mails of PriceHawk go to this address once you have.</p><form method="post" action="/api/auth/address"><input type="hidden" name="token" value="${token}"><button>Use this address</button></form>`;
    return smallPage(context, 'Use this address from now on?', form);
  });

  server.add(change, async ({ body: { token } }, context) => {
    const cipher = await accounts.cipher();
    const nowMs = clock.nowMs();
    const link = await useLink(people, token, 'change-address', nowMs);
    const oldLinks = link ? await linkEnds(people, link.userId, nowMs, { inUse: link.used.key.id }) : [];
    const changed = await people.transaction(async (read) => {
      const nothing = { writes: [], result: undefined };
      const link = await useLink(read, token, 'change-address', nowMs);
      const user = link && (await users.get(read, link.userId));
      if (!link?.email || !user) return nothing;
      const [email, old] = [openNewEmail(user.id, link.email, cipher), emailOf(user.id, user.value, cipher)];
      const claimed = await claimAddress(read, { userId: user.id, email, nowMs }, cipher);
      if (!claimed) return nothing;
      const released = email === old ? [] : await releaseAddress(read, { userId: user.id, email: old }, cipher);
      const mailOff = await mailOffFor(read, email, cipher);
      const wasConfirmed = user.value.emailVerifiedAtMs !== null;
      const subscriber = await changeSubscriber(
        read,
        user.id,
        (before) =>
          before && {
            ...before,
            email: sealSubscriberEmail(user.id, email, cipher),
            mailOff,
            active: before.active || !wasConfirmed,
          },
      );
      // The old address was somebody's for sure only once they had confirmed it.
      const mail = wasConfirmed
        ? prepareMail(
            { ...settings, cipher },
            {
              kind: 'address-changed',
              cause: link.used.key.id,
              userId: user.id,
              email: old,
              name: nameOf(user.id, user.value, cipher),
              link: null,
              nowMs,
            },
          )
        : undefined;
      const values = { email: sealEmail(user.id, email, cipher), emailVerifiedAtMs: nowMs };
      const writes = [
        link.used,
        ...oldLinks,
        users.update(user.id, fields(values)),
        ...released,
        ...claimed,
        ...subscriber.writes,
        ...(mail?.writes ?? []),
      ];
      return { writes, result: { userId: user.id, mail } };
    });
    if (!changed) return linkOver(context);
    if (changed.mail) await sendSoon(context, changed.mail);
    context.get('log').info('an address was changed', { userId: changed.userId });
    if (sentByForm(context)) return smallPage(context, 'Thank you', html`<p>Your address is changed.</p>`);
    return { body: {} };
  });
}
