import * as z from 'zod';
import { betaList } from '../../../shared/documents/beta-place.ts';
import type { Stored } from '../../../shared/documents/collection.ts';
import { fields } from '../../../shared/documents/fields.ts';
import { users } from '../../../shared/documents/user.ts';
import { findByAddress } from '../../../shared/domain/account/find-user.ts';
import { principalId } from '../../../shared/domain/account/principal.ts';
import { betaPlace } from '../../../shared/domain/account/sealed-places.ts';
import type { FieldCipher } from '../../../shared/ports/field-cipher.ts';
import { emailInput } from '../../../shared/runtime/account-input.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../../shared/runtime/paging.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { iso, isoInstant, pageOf } from '../../../shared/runtime/views.ts';
import type { People } from './people.ts';

type Place = z.output<(typeof betaList)['schema']>;

const placeView = z.object({
  id: z.string(),
  email: z.string(),
  addedBy: z.string(),
  addedAt: isoInstant,
  isActive: z.boolean(),
});

const listPlaces = {
  method: 'GET',
  path: '/api/admin/beta-list',
  action: 'see-people',
  summary: 'Addresses that get in while the beta lasts, newest first.',
  query: z.strictObject(pageParameters({ usual: 20, most: 100 })),
  answer: pageOf(placeView),
} as const satisfies Endpoint;

const addPlace = {
  method: 'POST',
  path: '/api/admin/beta-list',
  action: 'manage-people',
  audit: 'beta-place-added',
  summary: 'Lets an address in; asked again it changes nothing.',
  body: z.strictObject({ email: emailInput }),
  status: 201,
  answer: placeView,
} as const satisfies Endpoint;

const removePlace = {
  method: 'DELETE',
  path: '/api/admin/beta-list/:id',
  action: 'manage-people',
  audit: 'beta-place-removed',
  summary: 'Lets an address in no more; who has an account keeps it.',
  params: idInPath,
  answer: placeView,
} as const satisfies Endpoint;

export function betaListEndpoints(server: EndpointServer, { people, clock, cipher }: People): void {
  server.add(listPlaces, async ({ query: { limit, cursor } }) => {
    const { items, next } = await betaList.page(people, 'newest', { limit, ...behind(cursor) });
    const keys = await cipher();
    return { body: { items: items.map((place) => viewPlace(place, keys)), nextCursor: cursorOf(next) } };
  });

  server.add(addPlace, async ({ body: { email } }, context) => {
    const keys = await cipher();
    const ids = keys.idsOf('email', email);
    const [id] = ids;
    const nowMs = clock.nowMs();
    const addedBy = principalId(context.get('principal'));
    const place = await people.transaction(async (read) => {
      const { owner, waiting } = await findByAddress(read, email, keys);
      const known = (await betaList.getAll(read, ids)).find((each) => each !== undefined);
      const letIn = [owner, waiting].flatMap((user) =>
        user && !user.value.isBetaUser ? [users.update(user.id, fields({ isBetaUser: true }))] : [],
      );
      if (known?.value.isActive) return { writes: letIn, result: known };
      const value = { email: keys.seal(email, betaPlace(id)), addedBy, addedAtMs: nowMs, isActive: true };
      return { writes: [betaList.set(id, value), ...letIn], result: { id, value } };
    });
    return { body: viewPlace(place, keys) };
  });

  server.add(removePlace, async ({ params: { id } }) => {
    const place = await betaList.get(people, id);
    if (!place) return problem(404, 'not-found', 'there is no such place');
    await people.write([betaList.update(id, fields({ isActive: false }))]);
    return { body: viewPlace({ id, value: { ...place.value, isActive: false } }, await cipher()) };
  });
}

function viewPlace({ id, value }: Pick<Stored<Place>, 'id' | 'value'>, cipher: FieldCipher): z.input<typeof placeView> {
  const { email, addedBy, addedAtMs, isActive } = value;
  return { id, email: cipher.open(email, betaPlace(id)), addedBy, addedAt: iso(addedAtMs), isActive };
}
