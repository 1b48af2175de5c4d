import * as z from 'zod';
import { users } from '../../../shared/documents/user.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { role } from '../../../shared/domain/account/principal.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../../shared/runtime/paging.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { pageOf } from '../../../shared/runtime/views.ts';
import { type People, personView, viewPerson } from './people.ts';

const listPeople = {
  method: 'GET',
  path: '/api/admin/users',
  action: 'see-people',
  summary: 'Users, the newest or (`sort=lastLogin`) the last seen first; of one role or state, where asked.',
  query: z
    .strictObject({
      role: role.optional(),
      state: z.enum(['active', 'suspended']).optional(),
      sort: z.enum(['createdAt', 'lastLogin']).default('createdAt'),
      ...pageParameters({ usual: 20, most: 100 }),
    })
    .refine(
      ({ role, state, sort }) => [role, state, sort === 'createdAt' ? undefined : sort].filter(Boolean).length < 2,
      {
        message: 'role, state and sort=lastLogin cannot be combined; give one',
      },
    ),
  answer: pageOf(personView),
} as const satisfies Endpoint;

const getPerson = {
  method: 'GET',
  path: '/api/admin/users/:id',
  action: 'see-people',
  summary: 'One user.',
  params: idInPath,
  answer: personView,
} as const satisfies Endpoint;

const findPerson = {
  method: 'POST',
  path: '/api/admin/users/find',
  action: 'see-people',
  summary: 'The user of an address, which so stands in no log of addresses asked for.',
  body: z.strictObject({ email: emailInput }),
  answer: personView,
} as const satisfies Endpoint;

export function listPeopleEndpoints(server: EndpointServer, { people, cipher }: People): void {
  const nobody = () => problem(404, 'not-found', 'there is no such user');

  server.add(listPeople, async ({ query: { role, state, sort, limit, cursor } }) => {
    const page = { limit, ...behind(cursor) };
    const { items, next } = await (role
      ? users.page(people, 'newestWithRole', { equal: { role }, ...page })
      : state
        ? users.page(people, 'newestInState', { equal: { state }, ...page })
        : users.page(people, sort === 'createdAt' ? 'newest' : 'lastSeen', page));
    const keys = await cipher();
    return { body: { items: items.map((user) => viewPerson(user, keys)), nextCursor: cursorOf(next) } };
  });

  server.add(getPerson, async ({ params: { id } }) => {
    const user = await users.get(people, id);
    return user ? { body: viewPerson(user, await cipher()) } : nobody();
  });

  server.add(findPerson, async ({ body: { email } }) => {
    const keys = await cipher();
    const { owner, waiting } = await findByAddress(people, email, keys);
    const user = owner ?? waiting;
    return user ? { body: viewPerson(user, keys) } : nobody();
  });
}
