import { createHash } from 'node:crypto';
import { apiKeys } from '../documents/api-key.ts';
import type { Stored } from '../documents/collection.ts';
import { fields } from '../documents/fields.ts';
import { sessions } from '../documents/session.ts';
import { type User, users } from '../documents/user.ts';
import { mayEnter } from '../domain/account/may-enter.ts';
import type { Principal } from '../domain/account/principal.ts';
import { equalInConstantTime } from './constant-time.ts';
import { checkOperatorSecret } from './operator-secret.ts';
import type { Platform } from './platform.ts';
import { sessionTokensOf } from './session-tokens.ts';

/** Whose request it is, or why what it carries is no good. `suspicious`: nobody comes by it honestly. */
export type PrincipalReading =
  | { readonly type: 'principal'; readonly principal: Principal }
  | { readonly type: 'refused'; readonly reason: string; readonly suspicious: boolean };

const refused = (reason: string, suspicious = false): PrincipalReading => ({ type: 'refused', reason, suspicious });
const lastUsedEveryMs = 60_000;
const keyForm = /^phk_([A-Za-z0-9_~:-]{1,200})\.([\w-]{10,100})$/;
const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** An API key as it is shown once. */
export const apiKeyText = (id: string, secret: string): string => `phk_${id}.${secret}`;
/** As it is kept: a key is long and random, so that a fast hash is enough. */
export const apiKeyHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/**
 * Reads `Authorization: Bearer …`: an access token, an API key, or the admin secret. Session, role and state are read at
 * every request, so that signing out, a suspension, the end of an invitation and a new role hold at once.
 */
export function principalReader({
  people,
  secrets,
  clock,
  settings,
}: Pick<Platform, 'people' | 'secrets' | 'clock' | 'settings'>): (
  authorization: string | undefined,
) => Promise<PrincipalReading> {
  const tokens = sessionTokensOf(secrets);

  const whyOutside = (user: User): string | undefined => {
    if (user.state === 'suspended') return 'the account is suspended';
    return mayEnter(settings.betaMode, user) ? undefined : 'while the beta lasts only invited addresses get in';
  };

  const ofToken = async (token: string): Promise<PrincipalReading> => {
    const check = await (await tokens()).checkAccess(token, clock.nowMs());
    if (check.type === 'expired') return refused('the access token has expired');
    if (check.type === 'forged') return refused('the access token is not of this service', true);
    const { userId, sessionId } = check.claims;
    const [session, user] = await Promise.all([sessions.get(people, sessionId), users.get(people, userId)]);
    if (!user || session?.value.userId !== userId || session.value.endedAtMs !== null)
      return refused('the session has ended');
    const outside = whyOutside(user.value);
    if (outside) return refused(outside);
    const { role } = user.value;
    const principal = { type: 'user', userId, role, sessionId, isVerified: isVerified(user) } as const;
    return { type: 'principal', principal };
  };

  const ofKey = async (keyId: string, secret: string): Promise<PrincipalReading> => {
    const key = await apiKeys.get(people, keyId);
    if (!key || !equalInConstantTime(key.value.secretHash, apiKeyHash(secret))) {
      return refused('the API key is not known (any more)', key !== undefined);
    }
    const { userId, scopes, lastUsedAtMs } = key.value;
    const user = await users.get(people, userId);
    if (!user) return refused('the API key is not known (any more)');
    const outside = whyOutside(user.value);
    if (outside) return refused(outside);
    const nowMs = clock.nowMs();
    if (nowMs - (lastUsedAtMs ?? 0) >= lastUsedEveryMs) {
      // Only for its owner's list: a key revoked this moment, or a store too busy, is no reason to refuse.
      await people.write([apiKeys.update(keyId, fields({ lastUsedAtMs: nowMs }))]).catch(() => {});
    }
    const { role } = user.value;
    const principal = { type: 'api-key', userId, role, keyId, scopes, isVerified: isVerified(user) } as const;
    return { type: 'principal', principal };
  };

  return async (authorization) => {
    if (authorization === undefined) return { type: 'principal', principal: { type: 'public' } };
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    const [, keyId, secret] = keyForm.exec(given) ?? [];
    if (keyId && secret) return ofKey(keyId, secret);
    const adminSecret = await secrets.get('ADMIN_SECRET');
    if (adminSecret) checkOperatorSecret('ADMIN_SECRET', adminSecret);
    if (adminSecret && given && equalInConstantTime(given, adminSecret)) {
      return { type: 'principal', principal: { type: 'operator' } };
    }
    if (tokenForm.test(given)) return ofToken(given);
    return refused('the credentials are not known', given !== '');
  };
}

const isVerified = ({ value }: Stored<User>): boolean => value.emailVerifiedAtMs !== null;
