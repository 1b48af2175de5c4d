import * as z from 'zod';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Shop, shops } from '../../shared/documents/shop.ts';
import { snapshots } from '../../shared/documents/snapshot.ts';
import type { PageToLearnFrom } from '../../shared/domain/extraction/known-page.ts';
import { suggestedFields } from '../../shared/domain/extraction/suggested-fields.ts';
import { layoutAlarmView } from '../../shared/domain/shard/layout-alarm.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { layoutAlarmAnswer } from '../../shared/runtime/views.ts';
import { type ReadSnapshot, readSnapshot, snapshotAnswer, snapshotView } from './snapshots.ts';

const shopsLookedAt = 500;
/** Each takes a fraction of a second to learn from. */
const pagesLearntFrom = 6;

const shopAnswer = layoutAlarmAnswer.extend({ shopId: z.string(), name: z.string(), retailerId: z.string() });
const suggestionAnswer = z.object({
  field: z.enum(suggestedFields),
  selector: z.string(),
  attribute: z.string().optional(),
  right: z.number(),
  wrong: z.number(),
  missing: z.number(),
  pages: z.number(),
});

const listLayoutAlarms = {
  method: 'GET',
  path: '/admin/layout-alarms',
  action: 'see-operations',
  summary: 'Shops whose pages changed their layout, so that prices vanished on many offers at once; open ones first.',
  answer: z.object({ items: z.array(shopAnswer) }),
} as const satisfies Endpoint;

const getLayoutAlarm = {
  method: 'GET',
  path: '/admin/layout-alarms/:id',
  action: 'see-operations',
  summary: 'One of them: pages that were kept, and selectors that give the prices agreed on before, with how often.',
  params: idInPath,
  answer: shopAnswer.extend({
    snapshots: z.array(snapshotAnswer),
    suggestions: z.array(suggestionAnswer),
  }),
} as const satisfies Endpoint;

/** `GET /admin/layout-alarms` and `…/{shopId}`. */
export function layoutAlarmEndpoints(
  server: EndpointServer,
  deps: ReadSnapshot & Pick<Platform, 'catalogue' | 'retailers'>,
): void {
  const { catalogue, retailers } = deps;

  server.add(listLayoutAlarms, async () => {
    const found = await shops.find(catalogue, 'byName', { limit: shopsLookedAt });
    const items = found.flatMap((shop) => shopView(shop) ?? []);
    return { body: { items: items.toSorted((a, b) => Number(a.until !== null) - Number(b.until !== null)) } };
  });

  server.add(getLayoutAlarm, async ({ params: { id } }) => {
    const shop = await shops.get(catalogue, id);
    const view = shop && shopView(shop);
    const retailer = shop && (retailers.byId(shop.value.retailerId) ?? retailers.byId('generic'));
    if (!shop || !view || !retailer) return problem(404, 'not-found', 'this shop has no layout alarm');
    const kept = await snapshots.find(catalogue, 'newestOfShop', { equal: { shopId: id }, limit: pagesLearntFrom });
    const pages: PageToLearnFrom[] = [];
    for (const { id: snapshotId, value } of kept) {
      const html = await readSnapshot(deps, snapshotId);
      const { url, status, earlierPrice } = value;
      if (html !== undefined) pages.push({ page: { url, status, html }, earlierPrice: earlierPrice ?? undefined });
    }
    // Reading pages is much code, and this is seldom asked.
    const { suggestForShop } = await import('../../shared/domain/extraction/known-page.ts');
    const learnt = suggestForShop(pages, retailer);
    const suggestions = suggestedFields.flatMap((field) =>
      learnt[field].map(({ rule, stability: _, ...counts }) => ({ field, ...rule, ...counts })),
    );
    return { body: { ...view, snapshots: kept.map(snapshotView), suggestions } };
  });
}

function shopView({ id, value: { name, retailerId, layout } }: Stored<Shop>) {
  return layout?.alarm ? { shopId: id, name, retailerId, ...layoutAlarmView(layout.alarm) } : undefined;
}
