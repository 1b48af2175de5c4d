import * as z from 'zod';
import type { Stored } from '../../../shared/documents/collection.ts';
import { fields } from '../../../shared/documents/fields.ts';
import type { Subscriber } from '../../../shared/documents/subscriber.ts';
import { type User, users } from '../../../shared/documents/user.ts';
import { endSessions } from '../../../shared/domain/account/end-sessions.ts';
import { role } from '../../../shared/domain/account/principal.ts';
import { changeSubscriber } from '../../../shared/domain/audience/change-subscriber.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import type { RequestContext } from '../../../shared/runtime/http.ts';
import { changeable, type People, personView, viewPerson } from './people.ts';

const ofOne = { params: idInPath, answer: personView } as const;
const reason = z.string().trim().min(3).max(500);

const letIntoBeta = {
  ...ofOne,
  method: 'POST',
  path: '/api/admin/users/:id/beta',
  action: 'manage-people',
  audit: 'beta-changed',
  summary: 'Lets a user into the beta, or out of it.',
  body: z.strictObject({ isBetaUser: z.boolean() }),
} as const satisfies Endpoint;

const suspend = {
  ...ofOne,
  method: 'POST',
  path: '/api/admin/users/:id/suspend',
  action: 'manage-people',
  audit: 'user-suspended',
  summary: 'Shuts a user out at once, ends every session, and has them told of nothing, wherever that would go.',
  body: z.strictObject({ reason }),
} as const satisfies Endpoint;

const restore = {
  ...ofOne,
  method: 'POST',
  path: '/api/admin/users/:id/restore',
  action: 'manage-people',
  audit: 'user-restored',
  summary: 'Lets a suspended user in again.',
} as const satisfies Endpoint;

const appoint = {
  ...ofOne,
  method: 'POST',
  path: '/api/admin/users/:id/role',
  action: 'appoint-people',
  audit: 'role-changed',
  summary: 'Gives a user another role, at once.',
  body: z.strictObject({ role }),
} as const satisfies Endpoint;

export function changePeopleEndpoints(server: EndpointServer, { people, clock, cipher }: People): void {
  const change = async (
    context: RequestContext,
    userId: string,
    values: Partial<User>,
    told: Pick<Subscriber, 'isSuspended'> | undefined = undefined,
  ) => {
    const user = await people.transaction<Response | Pick<Stored<User>, 'id' | 'value'>>(async (read) => {
      const found = await changeable(context, read, userId);
      if (found instanceof Response) return { writes: [], result: found };
      const result = { id: userId, value: { ...found.value, ...values } };
      const subscriber = told && (await changeSubscriber(read, userId, (before) => before && { ...before, ...told }));
      return { writes: [users.update(userId, fields(values)), ...(subscriber?.writes ?? [])], result };
    });
    return user instanceof Response ? user : { body: viewPerson(user, await cipher()) };
  };

  server.add(letIntoBeta, ({ params: { id }, body }, context) => change(context, id, body));
  server.add(restore, ({ params: { id } }, context) =>
    change(context, id, { state: 'active' }, { isSuspended: false }),
  );
  server.add(appoint, ({ params: { id }, body }, context) => change(context, id, body));

  server.add(suspend, async ({ params: { id } }, context) => {
    const changed = await change(context, id, { state: 'suspended' }, { isSuspended: true });
    // The state alone shuts them out; that a session goes on later, restored, is not meant either.
    if (!(changed instanceof Response)) await endSessions(people, id, clock.nowMs());
    return changed;
  });
}
