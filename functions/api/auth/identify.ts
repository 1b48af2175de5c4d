import * as z from 'zod';
import { normaliseEmail } from '../../../shared/domain/account/email-address.ts';
import type { Identification, Identity, ProviderName } from '../../../shared/ports/identity-provider.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import type { Accounts } from './accounts.ts';
import { comeBack } from './oauth-state.ts';

/** What a browser brings back from Google, and from those that exchange a code. */
export const idTokenBody = z.strictObject({ idToken: z.string().min(1).max(8_000) });
export const codeBody = z.strictObject({ code: z.string().min(1).max(2_000), state: z.string().min(1).max(200) });
export type EvidenceBody = z.output<typeof idTokenBody> | z.output<typeof codeBody>;

export const providerTitle: Readonly<Record<ProviderName, string>> = {
  google: 'Google',
  github: 'GitHub',
  facebook: 'Facebook',
};

/** Who a service says somebody is, with an address it vouches for, normalised; or the answer to whoever is nobody. */
export async function identify(
  accounts: Accounts,
  context: RequestContext,
  name: ProviderName,
  body: EvidenceBody,
): Promise<Identity | Response> {
  const title = providerTitle[name];
  const found = await ask(accounts, context, name, body);
  if (found === 'off') return problem(404, 'not-configured', `sign-in with ${title} is switched off`);
  if (found === 'other-browser') {
    return problem(400, 'wrong-state', `state: begin sign-in with ${title} anew in this browser`);
  }
  if (found.type === 'unavailable') {
    context.get('log').warn('a sign-in service gave no answer', { provider: name, reason: found.reason });
    return problem(503, 'provider-unavailable', `${title} does not answer; try again soon`);
  }
  const email = found.type === 'identity' && found.identity.isVerified && normaliseEmail(found.identity.email);
  if (found.type === 'refused' || !email) {
    await context.get('audit')(context, { action: 'identity-refused', target: null, details: { provider: name } });
    return problem(
      401,
      'wrong-credentials',
      `this is nothing ${title} gave for this service, or of no confirmed address`,
    );
  }
  return { ...found.identity, email };
}

async function ask(
  accounts: Accounts,
  context: RequestContext,
  name: ProviderName,
  body: EvidenceBody,
): Promise<Identification | 'off' | 'other-browser'> {
  if ('idToken' in body) return accounts.google?.identify(body) ?? 'off';
  const provider = name === 'google' ? undefined : accounts[name];
  if (!provider) return 'off';
  const tokens = await accounts.tokens();
  const verifier = comeBack(context, { provider: name, state: body.state, tokens, nowMs: accounts.clock.nowMs() });
  return verifier === undefined ? 'other-browser' : provider.identify({ code: body.code, verifier });
}
