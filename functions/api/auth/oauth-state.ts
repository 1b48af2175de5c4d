import { createHash } from 'node:crypto';
import type { CodeProvider, ProviderName } from '../../../shared/ports/identity-provider.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import type { SessionTokens } from '../../../shared/runtime/session-tokens.ts';
import { sessionCookiesIn } from './open-session.ts';

/** From leaving for a service to coming back from it. */
const lastsMs = 10 * 60_000;
const verifierForm = /^way-[\w-]{40,100}$/;

/**
 * Leaving for a service and coming back (RFC 6749 section 10.12, RFC 7636): the browser keeps a secret in a cookie no
 * script sees, the service brings back a state we signed over the secret's hash, and the exchange shows the secret
 * itself. A code that was brought to another browser, or for another service, opens nothing; nothing is stored.
 */
export function leaveFor(
  provider: CodeProvider,
  { tokens, nonce, nowMs }: { readonly tokens: SessionTokens; readonly nonce: () => string; readonly nowMs: number },
): { readonly authorizeUrl: string; readonly cookie: string } {
  const verifier = `way-${createHash('sha256').update(`${nonce()}${nonce()}`).digest('base64url')}`;
  const challenge = challengeOf(verifier);
  const expiresAtMs = nowMs + lastsMs;
  const state = `${expiresAtMs}.${tokens.sign('oauth-state', signedText(provider.name, challenge, expiresAtMs))}`;
  const cookie = `__session=${verifier}; Path=/api/auth/oauth; Max-Age=${lastsMs / 1_000}; HttpOnly; Secure; SameSite=Lax`;
  return { authorizeUrl: provider.authorizeUrl({ state, challenge }), cookie };
}

/** The secret of the browser that left for this service with this state; undefined where this is another one, or too late. */
export function comeBack(
  context: RequestContext,
  {
    provider,
    state,
    tokens,
    nowMs,
  }: {
    readonly provider: ProviderName;
    readonly state: string;
    readonly tokens: SessionTokens;
    readonly nowMs: number;
  },
): string | undefined {
  const [, expires = '', signature = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(state) ?? [];
  const expiresAtMs = Number(expires);
  if (signature === '' || nowMs >= expiresAtMs) return undefined;
  return sessionCookiesIn(context).find(
    (verifier) =>
      verifierForm.test(verifier) &&
      tokens.isSigned('oauth-state', signedText(provider, challengeOf(verifier), expiresAtMs), signature),
  );
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
const signedText = (provider: ProviderName, challenge: string, expiresAtMs: number): string =>
  [provider, challenge, expiresAtMs].join(' ');
