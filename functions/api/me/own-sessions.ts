import * as z from 'zod';
import { sessions } from '../../../shared/documents/session.ts';
import { endSession } from '../../../shared/domain/account/end-sessions.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant } from '../../../shared/runtime/views.ts';
import type { Accounts } from '../auth/accounts.ts';
import { ownId } from './profile.ts';

const sessionsShown = 100;

const listSessions = {
  method: 'GET',
  path: '/api/me/sessions',
  action: 'change-own-account',
  summary: 'Where you are signed in.',
  answer: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        agent: z.string(),
        createdAt: isoInstant,
        lastUsedAt: isoInstant,
        expiresAt: isoInstant,
        isThisOne: z.boolean(),
      }),
    ),
  }),
} as const satisfies Endpoint;

const endOne = {
  method: 'DELETE',
  path: '/api/me/sessions/:id',
  action: 'change-own-account',
  summary: 'Signs out there, at once.',
  params: idInPath,
  status: 204,
} as const satisfies Endpoint;

export function ownSessionEndpoints(server: EndpointServer, { people, clock }: Accounts): void {
  server.add(listSessions, async (_, context) => {
    const principal = context.get('principal');
    const userId = ownId(principal);
    const found = await sessions.find(people, 'ofUser', { equal: { userId }, limit: sessionsShown });
    const nowMs = clock.nowMs();
    const open = found.filter(({ value }) => value.endedAtMs === null && value.expiresAtMs > nowMs);
    const items = open.map(({ id, value }) => ({
      id,
      agent: value.agent,
      createdAt: iso(value.createdAtMs),
      lastUsedAt: iso(value.rotatedAtMs),
      expiresAt: iso(value.expiresAtMs),
      isThisOne: principal.type === 'user' && principal.sessionId === id,
    }));
    return { body: { items } };
  });

  server.add(endOne, async ({ params: { id } }, context) => {
    const session = await sessions.get(people, id);
    // Somebody else's is answered like none.
    if (session?.value.userId !== ownId(context.get('principal'))) {
      if (session)
        await context.get('audit')(context, { action: 'reached-for-session', target: `user:${session.value.userId}` });
      return problem(404, 'not-found', 'there is no such session');
    }
    await endSession(people, id, clock.nowMs());
    return new Response(null, { status: 204 });
  });
}
