import * as z from 'zod';
import { users } from '../../../shared/documents/user.ts';
import { type Linking, linkIdentity, unlinkIdentity } from '../../../shared/domain/account/enter-by-identity.ts';
import { type ProviderName, providers } from '../../../shared/ports/identity-provider.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { ownId } from '../me/profile.ts';
import { type Accounts, providersOf } from './accounts.ts';
import { codeBody, type EvidenceBody, identify, idTokenBody, providerTitle } from './identify.ts';
import { sendSoon } from './send-soon.ts';
import { wayInMail } from './way-in-mail.ts';

const linkedView = z.object({ providers: z.array(z.enum(providers)) });

const listWays = {
  method: 'GET',
  path: '/api/auth/oauth',
  action: 'read-public',
  summary: 'The services one can sign in with here, each with what a page needs to begin.',
  answer: z.object({
    items: z.array(
      z.object({
        provider: z.enum(providers),
        title: z.string(),
        takes: z.enum(['id-token', 'code']),
        clientId: z.string(),
      }),
    ),
  }),
} as const satisfies Endpoint;

const linkWith = <B extends z.ZodType>(provider: ProviderName, body: B) =>
  ({
    method: 'POST',
    path: `/api/auth/oauth/${provider}/link`,
    action: 'change-own-account',
    summary: `Lets ${providerTitle[provider]} open your account from now on; takes what signing in with it takes.`,
    body,
    answer: linkedView,
    limit: 'sign-in',
  }) as const satisfies Endpoint;

const unlinkFrom = (provider: ProviderName) =>
  ({
    method: 'DELETE',
    path: `/api/auth/oauth/${provider}/link`,
    action: 'change-own-account',
    summary: `Lets ${providerTitle[provider]} open your account no more; not where that is the only way in.`,
    answer: linkedView,
  }) as const satisfies Endpoint;

export function identityEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { googleClientId, githubClientId, facebookClientId } = accounts.settings;
  const clientIds = { google: googleClientId, github: githubClientId, facebook: facebookClientId };

  server.add(listWays, async () => {
    const items = providers
      .filter((provider) => accounts[provider] !== undefined)
      .map((provider) => {
        const takes = provider === 'google' ? ('id-token' as const) : ('code' as const);
        return { provider, title: providerTitle[provider], takes, clientId: clientIds[provider] };
      });
    return { body: { items } };
  });

  server.add(linkWith('google', idTokenBody), ({ body }, context) => link(accounts, context, 'google', body));
  server.add(linkWith('github', codeBody), ({ body }, context) => link(accounts, context, 'github', body));
  server.add(linkWith('facebook', codeBody), ({ body }, context) => link(accounts, context, 'facebook', body));
  for (const provider of providers) {
    server.add(unlinkFrom(provider), (_, context) => unlink(accounts, context, provider));
  }
}

const refusals: Readonly<Record<Exclude<Linking, 'linked' | 'already'>, (title: string) => Response>> = {
  taken: (title) => problem(409, 'identity-taken', `that ${title} account opens another account here`),
  other: (title) => problem(409, 'other-identity', `another ${title} account opens yours; remove that one first`),
  gone: () => problem(404, 'not-found', 'there is no such account'),
};

async function link(accounts: Accounts, context: RequestContext, name: ProviderName, body: EvidenceBody) {
  const identity = await identify(accounts, context, name, body);
  if (identity instanceof Response) return identity;
  const cipher = await accounts.cipher();
  const userId = ownId(context.get('principal'));
  const { result, mail } = await accounts.people.transaction(async (read) => {
    const linking = await linkIdentity(read, userId, identity, cipher, accounts.clock.nowMs());
    const user = linking.result === 'linked' ? await users.get(read, userId) : undefined;
    const told = user && wayInMail(accounts, user, cipher, { kind: 'way-in-added', identity });
    return { writes: [...linking.writes, ...(told?.writes ?? [])], result: { result: linking.result, mail: told } };
  });
  if (result !== 'linked' && result !== 'already') return refusals[result](providerTitle[name]);
  if (mail) await sendSoon(context, mail);
  return linked(accounts, userId);
}

async function unlink(accounts: Accounts, context: RequestContext, provider: ProviderName) {
  const cipher = await accounts.cipher();
  const userId = ownId(context.get('principal'));
  const { result, mail } = await accounts.people.transaction(async (read) => {
    const unlinking = await unlinkIdentity(read, userId, provider, cipher);
    const user = unlinking.result === 'unlinked' ? await users.get(read, userId) : undefined;
    const subject = user?.value.identities[provider] ?? '';
    const told = user && wayInMail(accounts, user, cipher, { kind: 'way-in-removed', identity: { provider, subject } });
    return { writes: [...unlinking.writes, ...(told?.writes ?? [])], result: { result: unlinking.result, mail: told } };
  });
  if (result === 'not-linked') {
    return problem(404, 'not-found', `${providerTitle[provider]} does not open your account`);
  }
  if (result === 'last-way-in') {
    return problem(409, 'last-way-in', 'this is the only way into your account; choose a password first');
  }
  if (mail) await sendSoon(context, mail);
  return linked(accounts, userId);
}

async function linked({ people }: Accounts, userId: string) {
  const user = await users.get(people, userId);
  return { body: { providers: user ? providersOf(user.value) : [] } };
}
