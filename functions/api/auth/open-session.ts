import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { type Session, sessions } from '../../../shared/documents/session.ts';
import type { User } from '../../../shared/documents/user.ts';
import { sessionExpiryMs, sessionLifetime } from '../../../shared/domain/account/session-rotation.ts';
import type { Write } from '../../../shared/ports/documents.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { accessTokenMs } from '../../../shared/runtime/session-tokens.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import { type Accounts, userView, viewUser } from './accounts.ts';

const longestAgent = 200;

export const signedInView = z.object({
  user: userView,
  /** `Authorization: Bearer …`, until `expiresAt`; then ask /api/auth/refresh for another. */
  token: z.string(),
  expiresAt: isoInstant,
});

/** A session about to be committed. */
export interface NewSession {
  readonly id: string;
  readonly write: Write;
}

export function newSession(context: RequestContext, { random, clock }: Accounts, userId: string): NewSession {
  const id = random.nonce();
  const nowMs = clock.nowMs();
  const agent = (context.req.header('user-agent') ?? 'unknown').slice(0, longestAgent);
  const times = { createdAtMs: nowMs, rotatedAtMs: nowMs, endedAtMs: null };
  const session: Session = { userId, generation: 1, agent, ...times, expiresAtMs: sessionExpiryMs(times) };
  return { id, write: sessions.create(id, session) };
}

/** What whoever has signed in is answered: who they are, an access token, and the refresh token as a cookie. */
export async function signedIn(
  accounts: Accounts,
  user: Pick<Stored<User>, 'id' | 'value'>,
  session: { readonly id: string; readonly generation: number },
) {
  const [cipher, tokens] = await Promise.all([accounts.cipher(), accounts.tokens()]);
  const nowMs = accounts.clock.nowMs();
  const token = await tokens.access({ userId: user.id, sessionId: session.id }, nowMs);
  return {
    body: { user: viewUser(user, cipher), token, expiresAt: iso(nowMs + accessTokenMs) },
    headers: { 'set-cookie': cookie(tokens.refresh(session.id, session.generation), sessionLifetime.mostMs / 1_000) },
  };
}

/** The one cookie that Firebase Hosting lets through. Scripts never see it, and no other site's page sends it along. */
const cookie = (value: string, maxAgeSeconds: number) =>
  `__session=${value}; Path=/api/auth; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`;

export const noCookie = { 'set-cookie': cookie('', 0) } as const;

export const refreshTokenIn = (context: RequestContext): string | undefined => sessionCookiesIn(context)[0];

/** What the request carries under the one name that passes, the cookie of the longest path first (RFC 6265 section 5.4). */
export function sessionCookiesIn({ req }: RequestContext): string[] {
  const found = (req.header('cookie') ?? '').matchAll(/(?:^|;\s*)__session=([^;]+)/g);
  return [...found].map(([, value = '']) => value);
}
