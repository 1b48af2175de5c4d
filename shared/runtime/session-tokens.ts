import { createHmac, hkdfSync } from 'node:crypto';
import type { Secrets } from '../ports/secrets.ts';
import { equalInConstantTime } from './constant-time.ts';
import { ConfigError } from './errors.ts';
import { splitKeys } from './field-cipher.ts';

export const accessTokenMs = 15 * 60_000;
const issuer = 'pricehawk';

/** Whom an access token speaks for. Whether that still holds is the session's to say. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
}

export type AccessCheck =
  | { readonly type: 'good'; readonly claims: AccessClaims }
  | { readonly type: 'expired' }
  /** Not made here, or changed since. */
  | { readonly type: 'forged' };

/** Makes and checks what a signed-in person holds: access tokens (JWT, RFC 7519) and refresh tokens. */
export interface SessionTokens {
  access(claims: AccessClaims, nowMs: number): Promise<string>;
  checkAccess(token: string, nowMs: number): Promise<AccessCheck>;
  refresh(sessionId: string, generation: number): string;
  /** What a refresh token names, or undefined where it was not made here. */
  checkRefresh(token: string): { readonly sessionId: string; readonly generation: number } | undefined;
  /** Signs text that goes out and comes back, for one use of it. */
  sign(use: string, text: string): string;
  isSigned(use: string, text: string, signature: string): boolean;
}

interface Key {
  readonly id: string;
  readonly access: Uint8Array;
  readonly refresh: Uint8Array;
  readonly text: Uint8Array;
}

/** HS256 (RFC 7518): the same functions sign and check, so that a key pair would add nothing. */
export function createSessionTokens(secret: string): SessionTokens {
  const [newest, ...older] = splitKeys(secret, 'SESSION_KEYS');
  const current = derive(newest);
  const keys = [current, ...older.map(derive)];
  const mac = (key: Key, text: string) => createHmac('sha256', key.refresh).update(text).digest('base64url');
  return {
    access: async ({ userId, sessionId }, nowMs) => {
      const { SignJWT } = await import('jose/jwt/sign');
      const issuedAt = Math.floor(nowMs / 1_000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: current.id })
        .setSubject(userId)
        .setIssuer(issuer)
        .setAudience(issuer)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenMs / 1_000)
        .sign(current.access);
    },
    checkAccess: async (token, nowMs) => {
      const { jwtVerify } = await import('jose/jwt/verify');
      const keyOf = (id: string | undefined) => keys.find((each) => each.id === id)?.access ?? current.access;
      const rules = { algorithms: ['HS256'], typ: 'at+jwt', issuer, audience: issuer, currentDate: new Date(nowMs) };
      try {
        const { payload } = await jwtVerify(
          token,
          ({ kid }: { readonly kid?: string | undefined }) => keyOf(kid),
          rules,
        );
        const { sub, sid } = payload;
        if (typeof sub !== 'string' || typeof sid !== 'string') return { type: 'forged' };
        return { type: 'good', claims: { userId: sub, sessionId: sid } };
      } catch (error) {
        return { type: isExpiry(error) ? 'expired' : 'forged' };
      }
    },
    refresh: (sessionId, generation) => {
      const text = `${sessionId}.${generation}`;
      return `${text}.${mac(current, text)}`;
    },
    checkRefresh: (token) => {
      const [, text = '', sessionId = '', generation, given = ''] =
        /^(([\w~:-]{1,200})\.(\d{1,9}))\.([\w-]{43})$/.exec(token) ?? [];
      if (!keys.some((key) => equalInConstantTime(mac(key, text), given))) return undefined;
      return { sessionId, generation: Number(generation) };
    },
    sign: (use, text) => signature(current, use, text),
    isSigned: (use, text, given) => keys.some((key) => equalInConstantTime(signature(key, use, text), given)),
  };
}

const signature = (key: Key, use: string, text: string): string =>
  createHmac('sha256', key.text)
    .update(JSON.stringify([use, text]))
    .digest('base64url');

const isExpiry = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';

function derive(key: string): Key {
  const from = (use: string) => new Uint8Array(hkdfSync('sha256', key, '', `pricehawk ${use}`, 32));
  const id = Buffer.from(from('session key id')).toString('base64url').slice(0, 6);
  return { id, access: from('access tokens'), refresh: from('refresh tokens'), text: from('signed text') };
}

/** The tokens of the keys as they are now; made anew when they change. */
export function sessionTokensOf(secrets: Secrets): () => Promise<SessionTokens> {
  let made: { readonly secret: string; readonly tokens: SessionTokens } | undefined;
  return async () => {
    const secret = await secrets.get('SESSION_KEYS');
    if (!secret) throw new ConfigError('SESSION_KEYS: found nothing; allowed: random keys, newest first');
    if (made?.secret !== secret) made = { secret, tokens: createSessionTokens(secret) };
    return made.tokens;
  };
}
