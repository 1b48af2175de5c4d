import { fields } from '../../../shared/documents/fields.ts';
import { sessions } from '../../../shared/documents/session.ts';
import { users } from '../../../shared/documents/user.ts';
import { endSession } from '../../../shared/domain/account/end-sessions.ts';
import { mayEnter } from '../../../shared/domain/account/may-enter.ts';
import { rotateSession } from '../../../shared/domain/account/session-rotation.ts';
import type { Documents } from '../../../shared/ports/documents.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { csrfHeader } from '../../../shared/runtime/origins.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import type { Accounts } from './accounts.ts';
import { noCookie, refreshTokenIn, signedIn, signedInView } from './open-session.ts';

const refresh = {
  method: 'POST',
  path: '/api/auth/refresh',
  action: 'sign-in',
  summary: `Gives a new access token for the cookie; asks for the header ${csrfHeader}.`,
  answer: signedInView,
  limit: 'sign-in',
} as const satisfies Endpoint;

const logout = {
  method: 'POST',
  path: '/api/auth/logout',
  action: 'sign-in',
  summary: `Ends the session of the access token, or of the cookie (with the header ${csrfHeader}), at once.`,
  status: 204,
} as const satisfies Endpoint;

type Rotated =
  | { readonly type: 'next' | 'again'; readonly generation: number; readonly userId: string }
  | { readonly type: 'reused'; readonly userId: string }
  | { readonly type: 'over' };

export function sessionEndpoints(server: EndpointServer, accounts: Accounts): void {
  const { people, clock } = accounts;

  server.add(refresh, async (_, context) => {
    const refusal = withoutCsrfHeader(context);
    if (refusal) return refusal;
    const given = refreshTokenIn(context);
    const token = given === undefined ? undefined : (await accounts.tokens()).checkRefresh(given);
    if (!token) return sessionOver(given === undefined ? 'there is no session cookie' : 'the session has ended');
    const rotation = await rotate(people, token, clock.nowMs());
    if (rotation.type === 'reused') {
      await context.get('audit')(context, { action: 'refresh-token-reused', target: `user:${rotation.userId}` });
      context
        .get('log')
        .info('a refresh token came a second time; its session was ended', { sessionId: token.sessionId });
    }
    if (rotation.type === 'reused' || rotation.type === 'over') return sessionOver('the session has ended');
    const user = await users.get(people, rotation.userId);
    if (user?.value.state !== 'active') return sessionOver('the session has ended');
    if (!mayEnter(accounts.settings.betaMode, user.value))
      return sessionOver('while the beta lasts only invited addresses get in');
    return signedIn(accounts, user, { id: token.sessionId, generation: rotation.generation });
  });

  server.add(logout, async (_, context) => {
    const principal = context.get('principal');
    const given = refreshTokenIn(context);
    const byCookie = given === undefined ? undefined : (await accounts.tokens()).checkRefresh(given)?.sessionId;
    const sessionId = principal.type === 'user' ? principal.sessionId : byCookie;
    if (principal.type !== 'user' && byCookie !== undefined) {
      const refusal = withoutCsrfHeader(context);
      if (refusal) return refusal;
    }
    if (sessionId !== undefined) await endSession(people, sessionId, clock.nowMs());
    return new Response(null, { status: 204, headers: noCookie });
  });
}

/** SameSite and the check of the origin keep other sites out already; no form of theirs can send a header. */
function withoutCsrfHeader(context: RequestContext): Response | undefined {
  if (context.req.header(csrfHeader) !== undefined) return undefined;
  return problem(403, 'csrf', `what the cookie opens asks for the header ${csrfHeader} as well`);
}

const sessionOver = (detail: string) => problem(401, 'session-over', detail, noCookie);

function rotate(
  people: Documents,
  { sessionId, generation }: { readonly sessionId: string; readonly generation: number },
  nowMs: number,
) {
  return people.transaction<Rotated>(async (read) => {
    const session = (await sessions.get(read, sessionId))?.value;
    if (!session) return { writes: [], result: { type: 'over' } };
    const { userId } = session;
    const rotation = rotateSession(session, generation, nowMs);
    switch (rotation.type) {
      case 'next': {
        const { generation: next, expiresAtMs } = rotation;
        const write = sessions.update(sessionId, fields({ generation: next, rotatedAtMs: nowMs, expiresAtMs }));
        return { writes: [write], result: { ...rotation, userId } };
      }
      case 'reused':
        return {
          writes: [sessions.update(sessionId, fields({ endedAtMs: nowMs }))],
          result: { type: 'reused', userId },
        };
      case 'again':
        return { writes: [], result: { ...rotation, userId } };
      case 'over':
        return { writes: [], result: { type: 'over' } };
    }
  });
}
