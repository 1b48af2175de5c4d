import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { startLocalServer } from './local-server.ts';

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** Claims of an id token; those left out are what Google would say of somebody at gmail.com. */
export type IdClaims = Readonly<Record<string, unknown>>;

/** Signs id tokens as Google does, and publishes the keys they are checked with. */
export async function startGoogleIssuer(clientId: string) {
  const keys = newKeys();
  const strangersKeys = newKeys();
  const pem = keys.publicKey.export({ type: 'spki', format: 'pem' });
  const server = await startLocalServer(() => ({
    status: 200,
    headers: { 'cache-control': 'public, max-age=20000' },
    body: JSON.stringify({ 'key-1': pem }),
  }));
  const sign = (claims: IdClaims, key: KeyObject) => {
    const now = Math.floor(Date.now() / 1_000);
    const usual = {
      iss: 'https://accounts.google.com',
      aud: clientId,
      iat: now,
      exp: now + 3_600,
      email_verified: true,
    };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key);
  };
  return {
    keysUrl: `${server.origin}/oauth2/v1/certs`,
    token: (claims: IdClaims) => sign(claims, keys.privateKey),
    /** The same, signed by somebody else. */
    forgedToken: (claims: IdClaims) => sign(claims, strangersKeys.privateKey),
    close: () => server.close(),
  };
}
