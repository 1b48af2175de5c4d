import * as z from 'zod';
import { auditEntries } from '../../../shared/documents/audit-entry.ts';
import { auditPlace } from '../../../shared/domain/account/sealed-places.ts';
import type { Endpoint, EndpointServer } from '../../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../../shared/runtime/paging.ts';
import { iso, isoInstant, pageOf } from '../../../shared/runtime/views.ts';
import type { People } from './people.ts';

const listAudit = {
  method: 'GET',
  path: '/api/admin/audit',
  action: 'see-people',
  summary: 'Privileged acts and what looked like attacks, newest first; by one actor or on one target, where asked.',
  query: z
    .strictObject({
      actor: z.string().max(300).optional(),
      target: z.string().max(300).optional(),
      ...pageParameters({ usual: 50, most: 200 }),
    })
    .refine(({ actor, target }) => actor === undefined || target === undefined, {
      message: 'give actor or target, not both',
    }),
  answer: pageOf(
    z.object({
      id: z.string(),
      at: isoInstant,
      actor: z.string(),
      action: z.string(),
      target: z.string().nullable(),
      from: z.string(),
      correlationId: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
} as const satisfies Endpoint;

export function auditEndpoints(server: EndpointServer, { people, cipher }: People): void {
  server.add(listAudit, async ({ query: { actor, target, limit, cursor } }) => {
    const page = { limit, ...behind(cursor) };
    const { items, next } = await (actor !== undefined
      ? auditEntries.page(people, 'byActor', { equal: { actor }, ...page })
      : target !== undefined
        ? auditEntries.page(people, 'ofTarget', { equal: { target }, ...page })
        : auditEntries.page(people, 'newest', page));
    const keys = await cipher();
    const shown = items.map(({ id, value: { atMs, from, expiresAtMs: _, ...rest } }) => ({
      id,
      at: iso(atMs),
      ...rest,
      from: keys.open(from, auditPlace(id)),
    }));
    return { body: { items: shown, nextCursor: cursorOf(next) } };
  });
}
