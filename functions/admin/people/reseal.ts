import * as z from 'zod';
import { auditEntries } from '../../../shared/documents/audit-entry.ts';
import { betaList } from '../../../shared/documents/beta-place.ts';
import { subscribers } from '../../../shared/documents/subscriber.ts';
import { users } from '../../../shared/documents/user.ts';
import { resealing } from '../../../shared/domain/account/reseal.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf } from '../../../shared/runtime/paging.ts';
import type { People } from './people.ts';

const perRequest = 250;

const reseal = {
  method: 'POST',
  path: '/admin/personal-data/:collection/reseal',
  action: 'operate',
  audit: 'personal-data-resealed',
  summary:
    'Seals some documents under the newest of DATA_KEYS; ask again with nextCursor until there is none, for each collection.',
  // Object.keys of a constant gives its keys.
  params: z.object({ collection: z.enum(Object.keys(resealing) as (keyof typeof resealing)[]) }),
  query: z.object({ cursor: z.string().max(500).optional() }),
  answer: z.object({ resealed: z.number(), nextCursor: z.string().nullable() }),
} as const satisfies Endpoint;

/** After this for every collection, and a month for what is under way, an older key of DATA_KEYS can go. */
export function resealEndpoints(server: EndpointServer, { people, cipher }: People): void {
  const collections = {
    users: (page) => users.page(people, 'newest', page),
    subscribers: (page) => subscribers.page(people, 'oldest', page),
    'beta-list': (page) => betaList.page(people, 'newest', page),
    audit: (page) => auditEntries.page(people, 'newest', page),
  } as const satisfies Record<keyof typeof resealing, (page: { readonly limit: number }) => Promise<unknown>>;

  server.add(reseal, async ({ params: { collection }, query: { cursor } }) => {
    const keys = await cipher();
    const { items, next } = await collections[collection]({ limit: perRequest, ...behind(cursor) });
    let resealed = 0;
    for (const { id } of items) {
      if (await people.transaction((read) => resealing[collection](read, id, keys))) resealed += 1;
    }
    return { body: { resealed, nextCursor: cursorOf(next) } };
  });
}
