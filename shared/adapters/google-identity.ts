import * as z from 'zod';
import type { Evidence, IdentityProvider } from '../ports/identity-provider.ts';

const issuers = ['https://accounts.google.com', 'accounts.google.com'];

/** What is read of an id token (OpenID Connect Core, sections 2 and 5.1); the library checks none of their types. */
const claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string(),
  email_verified: z.boolean().default(false),
  hd: z.string().optional(),
  name: z.string().nullable().default(null),
});

/**
 * Sign in with Google: id tokens checked by Google's own library against its published keys. Source: Google, "Verify the
 * Google ID token on your server side", which also says when Google is authoritative for an address.
 */
export function googleIdentity(options: {
  readonly clientId: string;
  readonly keysUrl: string;
}): IdentityProvider<Extract<Evidence, { readonly idToken: string }>> {
  const client = import('google-auth-library').then(({ OAuth2Client }) => {
    const { clientId, keysUrl } = options;
    const endpoints = { oauth2FederatedSignonPemCertsUrl: keysUrl, oauth2FederatedSignonJwkCertsUrl: keysUrl };
    return new OAuth2Client({ clientId, issuers, endpoints });
  });
  return {
    name: 'google',
    identify: async ({ idToken }) => {
      let payload: unknown;
      try {
        const verifier = await client;
        // Fetched first and kept as long as their server says, so that a failure to get them is told from a bad token.
        const unreachable = await verifier.getFederatedSignonCertsAsync().then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        if (unreachable !== null) return { type: 'unavailable', reason: unreachable };
        payload = (await verifier.verifyIdToken({ idToken, audience: options.clientId })).getPayload();
      } catch {
        // What is wrong with it is for nobody who sends such tokens to know.
        return { type: 'refused', reason: 'the id token is not a good one of Google for this service' };
      }
      const read = claims.safeParse(payload);
      if (!read.success)
        return { type: 'refused', reason: 'the id token does not say, in the form Google says it, whose it is' };
      const { sub: subject, email, email_verified: isVerified, hd, name } = read.data;
      const ownsAddress = isVerified && (email.toLowerCase().endsWith('@gmail.com') || hd !== undefined);
      return { type: 'identity', identity: { provider: 'google', subject, email, isVerified, ownsAddress, name } };
    },
  };
}
