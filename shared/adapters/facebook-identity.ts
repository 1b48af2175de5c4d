import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { CodeProvider, Identification } from '../ports/identity-provider.ts';
import { askProvider } from './ask-provider.ts';

const failure = z.object({ error: z.object({ code: z.number(), type: z.string().optional() }) });
const exchanged = z.union([z.object({ access_token: z.string() }), failure]);
const inspected = z.union([
  z.object({ data: z.object({ app_id: z.string(), is_valid: z.boolean(), user_id: z.string().optional() }) }),
  failure,
]);
const profile = z.union([
  z.object({ id: z.string(), name: z.string().optional(), email: z.string().optional() }),
  failure,
]);

/** Graph API, "Handling errors": a parameter that is wrong, such as a code that was used. */
const wrongParameter = 100;
const refused = (reason: string): Identification => ({ type: 'refused', reason });

/**
 * Sign in with Facebook: a code is exchanged for a token, the token is looked at (it has to be of this app), and tells
 * the id and the address. Facebook names an address only once its owner has confirmed it, but does not say that it is
 * still theirs: it opens no account confirmed here. Sources: Facebook, "Manually Build a Login Flow", Graph API "User",
 * "Securing Graph API Requests" (appsecret_proof).
 */
export function facebookIdentity(options: {
  readonly clientId: string;
  readonly clientSecret: () => Promise<string>;
  /** https://www.facebook.com/v21.0 */
  readonly url: string;
  /** https://graph.facebook.com/v21.0 */
  readonly graphUrl: string;
  readonly redirectUri: string;
}): CodeProvider {
  const { clientId, url, graphUrl, redirectUri } = options;
  const ask = <T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>) =>
    askProvider('Facebook', `${graphUrl}/${path}?${new URLSearchParams(query)}`, schema);
  return {
    name: 'facebook',
    authorizeUrl: ({ state }) => {
      const query = { client_id: clientId, redirect_uri: redirectUri, state, response_type: 'code' };
      return `${url}/dialog/oauth?${new URLSearchParams({ ...query, scope: 'email,public_profile' })}`;
    },
    identify: async ({ code }) => {
      const secret = await options.clientSecret();
      const app = { client_id: clientId, client_secret: secret, redirect_uri: redirectUri };
      const exchange = await ask('oauth/access_token', { ...app, code }, exchanged);
      if (exchange.type === 'unavailable') return exchange;
      if ('error' in exchange.value) {
        const { code: error } = exchange.value.error;
        if (error === wrongParameter) return refused('Facebook does not know the code (any more)');
        return { type: 'unavailable', reason: `Facebook refused to exchange a code: error ${error}` };
      }
      const token = exchange.value.access_token;
      const proof = createHmac('sha256', secret).update(token).digest('hex');
      const [inspection, me] = await Promise.all([
        ask('debug_token', { input_token: token, access_token: `${clientId}|${secret}` }, inspected),
        ask('me', { fields: 'id,name,email', access_token: token, appsecret_proof: proof }, profile),
      ]);
      if (inspection.type === 'unavailable') return inspection;
      if (me.type === 'unavailable') return me;
      if ('error' in me.value || 'error' in inspection.value) return refused('Facebook does not take its own token');
      const { app_id: appId, is_valid: isValid, user_id: userId } = inspection.value.data;
      const { id, name = null, email } = me.value;
      if (!isValid || appId !== clientId || userId !== id) return refused('the token is not of this service');
      if (email === undefined) return refused('the Facebook account has no confirmed address');
      const identity = {
        provider: 'facebook',
        subject: id,
        email,
        isVerified: true,
        ownsAddress: false,
        name,
      } as const;
      return { type: 'identity', identity };
    },
  };
}
