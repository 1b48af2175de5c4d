import { anomalies, anomalySchema } from '../../../shared/documents/anomaly.ts';
import { deals } from '../../../shared/documents/deal.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../../shared/runtime/endpoint.ts';
import type { Platform } from '../../../shared/runtime/platform.ts';
import { problem } from '../../../shared/runtime/problem.ts';
import { pageOf } from '../../../shared/runtime/views.ts';
import { dealView, viewDeal } from './deal-view.ts';
import { dealQuery, findDeals } from './find-deals.ts';

const listDeals = {
  method: 'GET',
  path: '/buyer/deals',
  action: 'read-public',
  summary:
    'Confirmed deals and glitches whose price still stands, or those that have ended, the best first; filters may be combined. A page may be short, and still have one behind it.',
  query: dealQuery,
  answer: pageOf(dealView),
} as const satisfies Endpoint;

const listListings = {
  ...listDeals,
  path: '/listings',
  summary: 'The same under its old name.',
  deprecated: { sinceMs: Date.UTC(2026, 0, 1), successor: '/buyer/deals' },
} as const satisfies Endpoint;

const getDeal = {
  method: 'GET',
  path: '/buyer/deals/:id',
  action: 'read-public',
  summary: 'One deal with all its evidence, also one that has ended or was taken back.',
  params: idInPath,
  answer: dealView.extend({ evidence: anomalySchema.nullable() }),
} as const satisfies Endpoint;

export function dealEndpoints(server: EndpointServer, { catalogue, retailers }: Platform): void {
  for (const endpoint of [listDeals, listListings]) {
    server.add(endpoint, async ({ query: { limit, cursor, ...query } }) => {
      const { retailer } = query;
      if (retailer !== undefined && !retailers.byId(retailer)) {
        return problem(400, 'invalid-input', `retailer: ${retailer} is not known`);
      }
      const { items, nextCursor } = await findDeals(catalogue, query, limit, cursor);
      return { body: { items: items.map(viewDeal), nextCursor } };
    });
  }

  server.add(getDeal, async ({ params: { id } }) => {
    const deal = await deals.get(catalogue, id);
    if (!deal) return problem(404, 'not-found', 'there is no such deal');
    const evidence = await anomalies.get(catalogue, id);
    return { body: { ...viewDeal(deal), evidence: evidence?.value ?? null } };
  });
}
