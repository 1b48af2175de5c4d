import * as z from 'zod';
import { users } from '../../../shared/documents/user.ts';
import { beginErasure } from '../../../shared/domain/personal-data/erase-person.ts';
import { archive, gatherPersonalData } from '../../../shared/domain/personal-data/gather.ts';
import { erasureIdOf, readLedger } from '../../../shared/domain/personal-data/ledger.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf } from '../../../shared/runtime/paging.ts';
import { changeable, type People } from './people.ts';

const exportPerson = {
  method: 'POST',
  path: '/api/admin/users/:id/export',
  action: 'appoint-people',
  audit: 'user-exported',
  summary: 'Everything there is about a user, for whoever asks for it otherwise than by their account.',
  params: idInPath,
  answer: archive,
} as const satisfies Endpoint;

const erasePerson = {
  method: 'DELETE',
  path: '/api/admin/users/:id',
  action: 'appoint-people',
  audit: 'user-deleted',
  summary: 'Erases a user: the account with everything that opens it at once, everything else within hours.',
  params: idInPath,
  status: 204,
} as const satisfies Endpoint;

const usersPerRequest = 500;

const reapply = {
  method: 'POST',
  path: '/admin/erasures/reapply',
  action: 'operate',
  audit: 'erasures-reapplied',
  summary:
    'After a restore: erases again, among some users, who was erased since the backup; ask again with nextCursor until there is none.',
  query: z.object({ cursor: z.string().max(500).optional() }),
  answer: z.object({ erased: z.number(), nextCursor: z.string().nullable() }),
} as const satisfies Endpoint;

export function erasePeopleEndpoints(server: EndpointServer, { people, blobs, clock, cipher }: People): void {
  server.add(exportPerson, async ({ params: { id } }, context) => {
    const found = await changeable(context, people, id);
    if (found instanceof Response) return found;
    return { body: await gatherPersonalData({ people, cipher: await cipher(), userId: id, nowMs: clock.nowMs() }) };
  });

  server.add(erasePerson, async ({ params: { id } }, context) => {
    const found = await changeable(context, people, id);
    if (found instanceof Response) return found;
    await beginErasure({ people, cipher: await cipher(), nowMs: clock.nowMs() }, id);
    context.get('log').warn('an account was erased by an operator');
    return new Response(null, { status: 204 });
  });

  server.add(reapply, async ({ query: { cursor } }, context) => {
    const ledger = await readLedger(blobs);
    const { items, next } = await users.page(people, 'newest', { limit: usersPerRequest, ...behind(cursor) });
    const back = items.filter(({ id }) => ledger.has(erasureIdOf(id)));
    const keys = await cipher();
    for (const { id } of back) await beginErasure({ people, cipher: keys, nowMs: clock.nowMs() }, id);
    if (back.length > 0) context.get('log').warn('users were erased again', { users: back.length });
    return { body: { erased: back.length, nextCursor: cursorOf(next) } };
  });
}
