import { createHash } from 'node:crypto';
import { type LocalAnswer, startLocalServer } from './local-server.ts';

/** A GitHub account, in GitHub's own words. */
export interface GithubAccount {
  readonly id: number;
  readonly login: string;
  readonly name: string | null;
  readonly emails: readonly { readonly email: string; readonly primary: boolean; readonly verified: boolean }[];
}

const json = (body: unknown, status = 200): LocalAnswer => ({ status, body: JSON.stringify(body) });
const wrongCode = { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' };

/** GitHub as a browser and an app meet it: authorize (with PKCE), the exchange of codes, /user and /user/emails. */
export async function startGithubIssuer(app: { readonly clientId: string; readonly clientSecret: string }) {
  const codes = new Map<
    string,
    { readonly account: GithubAccount; readonly challenge: string; readonly uri: string }
  >();
  const tokens = new Map<string, GithubAccount>();
  let made = 0;

  const exchange = (form: URLSearchParams): LocalAnswer => {
    if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret)
      return json({ error: 'incorrect_client_credentials', error_description: 'The client_id …' });
    const code = form.get('code') ?? '';
    const known = codes.get(code);
    codes.delete(code);
    const hash = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!known || known.challenge !== hash) return json(wrongCode);
    if (known.uri !== form.get('redirect_uri')) return json({ error: 'redirect_uri_mismatch' });
    const token = `gho_${++made}`;
    tokens.set(token, known.account);
    return json({ access_token: token, scope: 'read:user,user:email', token_type: 'bearer' });
  };

  const server = await startLocalServer(({ method, path, headers, body }) => {
    if (method === 'POST' && path === '/login/oauth/access_token')
      return exchange(new URLSearchParams(body.toString()));
    const account = tokens.get(headers.authorization?.replace('Bearer ', '') ?? '');
    if (!account) return json({ message: 'Bad credentials' }, 401);
    if (!headers['user-agent']) return json({ message: 'Request forbidden by administrative rules.' }, 403);
    const { id, login, name, emails } = account;
    if (path === '/user') return json({ id, login, name, email: null, type: 'User' });
    return path === '/user/emails' ? json(emails) : json({ message: 'Not Found' }, 404);
  });

  return {
    ...server,
    /** What happens in the browser at GitHub: its owner lets the app in; gives the query it comes back with. */
    letIn: (authorizeUrl: string, account: GithubAccount) => {
      const query = new URL(authorizeUrl).searchParams;
      const code = `code-${++made}`;
      const [challenge = '', uri = ''] = [query.get('code_challenge') ?? '', query.get('redirect_uri') ?? ''];
      codes.set(code, { account, challenge, uri });
      return { code, state: query.get('state') ?? '' };
    },
  };
}
