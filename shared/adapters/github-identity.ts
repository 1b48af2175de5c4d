import * as z from 'zod';
import type { CodeProvider, Identification } from '../ports/identity-provider.ts';
import { askProvider } from './ask-provider.ts';

/** Errors come with status 200. */
const exchanged = z.union([z.object({ access_token: z.string() }), z.object({ error: z.string() })]);
const profile = z.object({ id: z.int(), login: z.string(), name: z.string().nullish() });
const mailboxes = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

const refused = (reason: string): Identification => ({ type: 'refused', reason });

/**
 * Sign in with GitHub: a code is exchanged (with PKCE) for a token that tells the numeric id, which outlives names, and
 * the primary address. Sources: GitHub, "Authorizing OAuth apps" and REST "Users", "Emails".
 */
export function githubIdentity(options: {
  readonly clientId: string;
  readonly clientSecret: () => Promise<string>;
  /** https://github.com */
  readonly url: string;
  /** https://api.github.com */
  readonly apiUrl: string;
  readonly redirectUri: string;
}): CodeProvider {
  const { clientId, url, apiUrl, redirectUri } = options;
  return {
    name: 'github',
    authorizeUrl: ({ state, challenge }) => {
      const query = { client_id: clientId, redirect_uri: redirectUri, scope: 'read:user user:email', state };
      const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
      return `${url}/login/oauth/authorize?${new URLSearchParams({ ...query, ...pkce })}`;
    },
    identify: async ({ code, verifier }) => {
      const form = { client_id: clientId, client_secret: await options.clientSecret(), redirect_uri: redirectUri };
      const exchange = await askProvider('GitHub', `${url}/login/oauth/access_token`, exchanged, {
        form: { ...form, code, code_verifier: verifier },
      });
      if (exchange.type === 'unavailable') return exchange;
      if ('error' in exchange.value) {
        const { error } = exchange.value;
        if (error === 'bad_verification_code') return refused('GitHub does not know the code (any more)');
        // The app's registration is wrong: the operator's, not of who signs in.
        return { type: 'unavailable', reason: `GitHub refused to exchange a code: ${error.slice(0, 60)}` };
      }
      const headers = {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${exchange.value.access_token}`,
        'x-github-api-version': '2022-11-28',
      };
      const [user, emails] = await Promise.all([
        askProvider('GitHub', `${apiUrl}/user`, profile, { headers }),
        askProvider('GitHub', `${apiUrl}/user/emails`, mailboxes, { headers }),
      ]);
      if (user.type === 'unavailable') return user;
      if (emails.type === 'unavailable') return emails;
      const primary = emails.value.find((mailbox) => mailbox.primary);
      if (!primary) return refused('the GitHub account has no primary address');
      const { email, verified: isVerified } = primary;
      const { id, name = null } = user.value;
      const identity = {
        provider: 'github',
        subject: String(id),
        email,
        isVerified,
        ownsAddress: isVerified,
        name,
      } as const;
      return { type: 'identity', identity };
    },
  };
}
