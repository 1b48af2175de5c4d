import * as z from 'zod';
import { audiencePages } from '../../shared/documents/audience-page.ts';
import { subscribers } from '../../shared/documents/subscriber.ts';
import { reindexSubscribers, removeStrays } from '../../shared/domain/audience/reindex.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import { behind, cursorOf } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

/** Each may have an entry in 50 pages; 500 writes go together. */
const subscribersAtOnce = 5;
const subscribersPerRequest = 250;
const pagesPerRequest = 25;

const query = z.object({ cursor: z.string().max(500).optional() });

const rebuildAudience = {
  method: 'POST',
  path: '/admin/audience/rebuild',
  action: 'operate',
  audit: 'audience-rebuilt',
  summary: 'Writes the audience index of some subscribers anew; ask again with nextCursor until there is none.',
  query,
  answer: z.object({ subscribers: z.number(), nextCursor: z.string().nullable() }),
} as const satisfies Endpoint;

const clearStrays = {
  method: 'POST',
  path: '/admin/audience/clear-strays',
  action: 'operate',
  audit: 'audience-cleared',
  summary:
    'Takes out of some pages of the audience index who does not belong there; ask again with nextCursor until there is none.',
  query,
  answer: z.object({ removed: z.number(), nextCursor: z.string().nullable() }),
} as const satisfies Endpoint;

/** Together they make the index what it would be, built from the subscribers alone, while it is in use. */
export function audienceEndpoints(server: EndpointServer, { people }: Platform): void {
  server.add(rebuildAudience, async ({ query: { cursor } }, context) => {
    const some = { limit: subscribersPerRequest, ...behind(cursor) };
    const { items, next } = await subscribers.page(people, 'oldest', some, (error) =>
      context.get('log').error('a subscriber cannot be read and is told nothing', {}, error),
    );
    const ids = items.map(({ id }) => id);
    for (let i = 0; i < ids.length; i += subscribersAtOnce) {
      await people.transaction((read) => reindexSubscribers(read, ids.slice(i, i + subscribersAtOnce)));
    }
    return { body: { subscribers: ids.length, nextCursor: cursorOf(next) } };
  });

  server.add(clearStrays, async ({ query: { cursor } }) => {
    const some = { range: { min: 0 }, limit: pagesPerRequest, ...behind(cursor) };
    const { items, next } = await audiencePages.page(people, 'inUse', some);
    let removed = 0;
    for (const { id } of items) removed += await people.transaction((read) => removeStrays(read, id));
    return { body: { removed, nextCursor: cursorOf(next) } };
  });
}
