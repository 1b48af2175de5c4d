import { html } from 'hono/html';
import * as z from 'zod';
import { users } from '../../../shared/documents/user.ts';
import { confirmAddress } from '../../../shared/domain/account/claim-address.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { emailOf, nameOf } from '../../../shared/domain/account/new-user.ts';
import { useLink } from '../../../shared/domain/account/one-time-link.ts';
import { mailOffFor } from '../../../shared/domain/mail/suppression.ts';
import { addressGroup } from '../../../shared/runtime/client-address.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { limitHeaders } from '../../../shared/runtime/rate-limiter.ts';
import { smallPage } from '../small-page.ts';
import type { Accounts } from './accounts.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { sendSoon } from './send-soon.ts';

export const tokenInput = z.string().min(1).max(200);

const askToVerify = {
  method: 'GET',
  path: '/api/auth/verify',
  action: 'sign-in',
  summary: 'The page behind the link of a confirmation mail: a button, because mail scanners open every link.',
  query: z.object({ token: tokenInput }),
  contentType: 'text/html',
} as const satisfies Endpoint;

const verify = {
  method: 'POST',
  path: '/api/auth/verify',
  action: 'sign-in',
  summary: 'Confirms an email address with the token of the mail, which works once.',
  body: z.strictObject({ token: tokenInput }),
  takesForms: true,
  answer: z.object({ isVerified: z.literal(true) }),
  limit: 'sign-in',
} as const satisfies Endpoint;

const askForMail = {
  method: 'POST',
  path: '/api/me/verification',
  action: 'change-own-account',
  summary: 'Sends the confirmation mail again.',
  status: 202,
  answer: z.object({ isVerified: z.boolean() }),
  limit: 'ask-for-mail',
} as const satisfies Endpoint;

export function verifyEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock } = accounts;

  server.add(askToVerify, async ({ query: { token } }, context) => {
    const form = html`<p>PriceHawk tells you of deals once you have.</p><form method="post" action="/api/auth/verify"><input type="hidden" name="token" value="${token}"><button>Confirm address</button></form>`;
    return smallPage(context, 'Confirm your email address?', form);
  });

  server.add(verify, async ({ body: { token } }, context) => {
    const cipher = await accounts.cipher();
    const userId = await people.transaction(async (read) => {
      const link = await useLink(read, token, 'verify-email', clock.nowMs());
      const user = link && (await users.get(read, link.userId));
      if (!link || !user) return { writes: [], result: undefined };
      const confirmed = await confirmAddress(read, user, cipher, clock.nowMs());
      // Somebody else has shown meanwhile that the address is theirs.
      if (!confirmed) return { writes: [link.used], result: undefined };
      return { writes: [link.used, ...confirmed], result: user.id };
    });
    if (userId === undefined) return linkOver(context);
    context.get('log').info('an address was confirmed', { userId });
    if (sentByForm(context)) return smallPage(context, 'Thank you', html`<p>Your address is confirmed.</p>`);
    return { body: { isVerified: true as const } };
  });

  server.add(askForMail, async (_, context) => {
    const principal = context.get('principal');
    const user = principal.type === 'user' ? await users.get(people, principal.userId) : undefined;
    if (!user) return problem(404, 'not-found', 'there is no such account');
    if (user.value.emailVerifiedAtMs !== null) return { body: { isVerified: true } };
    const cipher = await accounts.cipher();
    const [email, name] = [emailOf(user.id, user.value, cipher), nameOf(user.id, user.value, cipher)];
    if (await mailOffFor(people, email, cipher)) return addressSuppressed();
    const limited = await overMailbox(context, cipher.idsOf('email', email)[0]);
    if (limited) return limited;
    const { owner } = await findByAddress(people, email, cipher);
    const mail = confirmationMail(accounts, cipher, { purpose: 'verify-email', userId: user.id, email, name, owner });
    await people.write(mail.writes);
    await sendSoon(context, mail);
    return { body: { isVerified: false } };
  });
}

/** At most so many mails go to one mailbox, whoever asks for them. */
export async function overMailbox(context: RequestContext, mailbox: string): Promise<Response | undefined> {
  const taken = await context.get('takeLimit')('mailbox', mailbox);
  return taken.allowed
    ? undefined
    : problem(429, 'too-many-requests', 'too many mails to this address', limitHeaders(taken));
}

/** Without the mail that confirms it, an address is of no use here. */
export const addressSuppressed = (): Response =>
  problem(
    409,
    'address-suppressed',
    'no mails are sent to this address: one came back, or was reported as spam; an operator can lift that',
  );

export const sentByForm = ({ req }: RequestContext): boolean =>
  req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;

/** The answer to a link that was used, has expired, or was never made; who tries many is slowed down. */
export async function linkOver(context: RequestContext): Promise<Response> {
  const group = addressGroup(context.get('clientAddress'));
  const taken = await context.get('takeLimit')('bad-credentials', group);
  if (!taken.allowed) return problem(429, 'too-many-requests', 'too many links that lead nowhere', limitHeaders(taken));
  if (sentByForm(context))
    return smallPage(
      context,
      'This link is over',
      html`<p>It has been used, or is too old. Ask for a new one.</p>`,
      400,
    );
  return problem(400, 'link-over', 'the token was used, has expired, or was never made');
}
