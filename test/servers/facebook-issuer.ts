import { createHmac } from 'node:crypto';
import { type LocalAnswer, startLocalServer } from './local-server.ts';

/** A Facebook account, in Facebook's own words; without a confirmed address there is no `email`. */
export interface FacebookAccount {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

const json = (body: unknown, status = 200): LocalAnswer => ({ status, body: JSON.stringify(body) });
const failure = (code: number, message: string) => json({ error: { message, type: 'OAuthException', code } }, 400);

/** Facebook as a browser and an app meet it: the login dialog, the exchange of codes, debug_token and me. */
export async function startFacebookIssuer(app: { readonly clientId: string; readonly clientSecret: string }) {
  const codes = new Map<string, { readonly account: FacebookAccount; readonly uri: string; readonly appId: string }>();
  const tokens = new Map<string, { readonly account: FacebookAccount; readonly appId: string }>();
  let made = 0;
  /** Of which app the tokens are; another one's are what somebody would try who runs an app of their own. */
  let appId = app.clientId;

  const server = await startLocalServer(({ path }) => {
    const url = new URL(path, 'http://graph');
    const query = url.searchParams;
    if (url.pathname === '/oauth/access_token') {
      if (query.get('client_secret') !== app.clientSecret) return failure(1, 'Error validating client secret.');
      const known = codes.get(query.get('code') ?? '');
      codes.delete(query.get('code') ?? '');
      if (!known || known.uri !== query.get('redirect_uri'))
        return failure(100, 'This authorization code has been used.');
      const token = `EAA${++made}`;
      tokens.set(token, { account: known.account, appId: known.appId });
      return json({ access_token: token, token_type: 'bearer', expires_in: 5_183_944 });
    }
    if (url.pathname === '/debug_token') {
      if (query.get('access_token') !== `${app.clientId}|${app.clientSecret}`)
        return failure(190, 'Invalid OAuth access token.');
      const known = tokens.get(query.get('input_token') ?? '');
      const data = known && {
        app_id: known.appId,
        is_valid: true,
        user_id: known.account.id,
        scopes: ['email', 'public_profile'],
      };
      return json({ data: data ?? { app_id: '', is_valid: false } });
    }
    const token = query.get('access_token') ?? '';
    const known = tokens.get(token);
    const proof = createHmac('sha256', app.clientSecret).update(token).digest('hex');
    if (!known) return failure(190, 'Invalid OAuth access token.');
    if (query.get('appsecret_proof') !== proof)
      return failure(100, 'Invalid appsecret_proof provided in the API argument');
    return json(known.account);
  });

  return {
    ...server,
    /** What happens in the browser at Facebook: its owner lets the app in; gives the query it comes back with. */
    letIn: (authorizeUrl: string, account: FacebookAccount) => {
      const query = new URL(authorizeUrl).searchParams;
      const code = `AQ${++made}`;
      codes.set(code, { account, uri: query.get('redirect_uri') ?? '', appId });
      return { code, state: query.get('state') ?? '' };
    },
    giveTokensOf: (other: string) => {
      appId = other;
    },
  };
}
