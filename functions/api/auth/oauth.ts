import { html } from 'hono/html';
import * as z from 'zod';
import { fields } from '../../../shared/documents/fields.ts';
import { users } from '../../../shared/documents/user.ts';
import { type Entry, enterByIdentity } from '../../../shared/domain/account/enter-by-identity.ts';
import { mayEnter } from '../../../shared/domain/account/may-enter.ts';
import type { ProviderName } from '../../../shared/ports/identity-provider.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { smallPage } from '../small-page.ts';
import { type Accounts, viewUser } from './accounts.ts';
import { confirmationMail } from './confirmation-mail.ts';
import { codeBody, type EvidenceBody, identify, idTokenBody, providerTitle } from './identify.ts';
import { leaveFor } from './oauth-state.ts';
import { newSession, signedIn, signedInView } from './open-session.ts';
import { betaOnly } from './register.ts';
import { sendSoon } from './send-soon.ts';
import { sentByForm } from './verify.ts';
import { wayInMail } from './way-in-mail.ts';

const codeProviders = ['github', 'facebook'] as const;
type CodeProviderName = (typeof codeProviders)[number];

/** Where a service sends the browser back to; registered there. */
export const returnPath = (provider: CodeProviderName): string => `/api/auth/oauth/${provider}/return`;

const signInWith = <B extends z.ZodType>(provider: ProviderName, body: B) =>
  ({
    method: 'POST',
    path: `/api/auth/oauth/${provider}`,
    action: 'sign-in',
    summary: `Signs in with what ${providerTitle[provider]} gave the browser; makes the account where there is none.`,
    body,
    takesForms: true,
    answer: signedInView,
    limit: 'sign-in',
  }) as const satisfies Endpoint;

const leave = (provider: CodeProviderName) =>
  ({
    method: 'POST',
    path: `/api/auth/oauth/${provider}/start`,
    action: 'sign-in',
    summary: `Where to send the browser to sign in at ${providerTitle[provider]}; it comes back with code and state.`,
    answer: z.object({ authorizeUrl: z.string() }),
    limit: 'sign-in',
  }) as const satisfies Endpoint;

const comeBackFrom = (provider: CodeProviderName) =>
  ({
    method: 'GET',
    path: returnPath(provider),
    action: 'sign-in',
    summary: `The page ${providerTitle[provider]} sends the browser back to: a button that signs in.`,
    query: z.object({ code: codeBody.shape.code.optional(), state: codeBody.shape.state.optional() }),
    contentType: 'text/html',
  }) as const satisfies Endpoint;

export function oauthEndpoints(server: EndpointServer, accounts: Accounts): void {
  server.add(signInWith('google', idTokenBody), ({ body }, context) => enter(accounts, context, 'google', body));
  for (const name of codeProviders) {
    server.add(signInWith(name, codeBody), ({ body }, context) => enter(accounts, context, name, body));

    server.add(leave(name), async () => {
      const provider = accounts[name];
      if (!provider) return problem(404, 'not-configured', `sign-in with ${providerTitle[name]} is switched off`);
      const { nonce } = accounts.random;
      const tokens = await accounts.tokens();
      const { authorizeUrl, cookie } = leaveFor(provider, { tokens, nonce, nowMs: accounts.clock.nowMs() });
      return { body: { authorizeUrl }, headers: { 'set-cookie': cookie } };
    });

    server.add(comeBackFrom(name), async ({ query: { code, state } }, context) => {
      if (!code || !state) {
        return smallPage(
          context,
          'You are not signed in',
          html`<p>${providerTitle[name]} did not let you through.</p>`,
        );
      }
      // A link somebody else made would sign in here too: the button shows that something happens.
      const form = html`<form method="post" action="/api/auth/oauth/${name}"><input type="hidden" name="code" value="${code}"><input type="hidden" name="state" value="${state}"><button>Sign in</button></form>`;
      return smallPage(context, `Sign in with ${providerTitle[name]}?`, form);
    });
  }
}

async function enter(accounts: Accounts, context: RequestContext, name: ProviderName, body: EvidenceBody) {
  const { people, clock, random, settings } = accounts;
  const identity = await identify(accounts, context, name, body);
  if (identity instanceof Response) return identity;
  const cipher = await accounts.cipher();
  const given = { ...settings, nowMs: clock.nowMs(), userId: random.nonce(), unsubscribeToken: random.nonce() };
  const mailAbout = (entry: Entry) => {
    if (entry.type === 'joined') return wayInMail(accounts, entry.user, cipher, { kind: 'way-in-added', identity });
    if (entry.type !== 'made' || entry.user.value.emailVerifiedAtMs !== null) return undefined;
    const { email, name } = viewUser(entry.user, cipher);
    const about = { purpose: 'verify-email', userId: entry.user.id, email, name, owner: undefined } as const;
    return confirmationMail(accounts, cipher, about);
  };
  const { entry, mail } = await people.transaction(async (read) => {
    const { writes, result } = await enterByIdentity(read, identity, cipher, given);
    const told = mailAbout(result);
    return { writes: [...writes, ...(told?.writes ?? [])], result: { entry: result, mail: told } };
  });
  if (entry.type === 'beta-only') return betaOnly();
  if (entry.type === 'not-theirs') {
    const detail = `there is an account with this address; sign in to it, then let ${providerTitle[name]} open it`;
    return problem(409, 'address-taken', detail);
  }
  if (mail) await sendSoon(context, mail);
  const { user } = entry;
  if (user.value.state === 'suspended') return problem(403, 'account-suspended', 'this account is suspended');
  if (!mayEnter(accounts.settings.betaMode, user.value)) return betaOnly();
  const session = newSession(context, accounts, user.id);
  await people.write([session.write, users.update(user.id, fields({ lastLoginAtMs: clock.nowMs() }))]);
  const answer = await signedIn(accounts, user, { id: session.id, generation: 1 });
  if (!sentByForm(context)) return answer;
  context.header('set-cookie', answer.headers['set-cookie']);
  return smallPage(context, 'You are signed in', html`<p>As ${answer.body.user.email}.</p>`);
}
