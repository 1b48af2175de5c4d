import * as z from 'zod';
import { anomalies, anomalySchema } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Deal, dealSchema, deals } from '../../shared/documents/deal.ts';
import { describeReasons } from '../../shared/domain/detection/describe-reasons.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { iso, isoInstant, isoOrNull, pageOf, reasonView } from '../../shared/runtime/views.ts';

const dealView = dealSchema
  .omit({ confirmedAtMs: true, observedAtMs: true, retractedAtMs: true, reasons: true })
  .extend({
    id: z.string(),
    reasons: z.array(reasonView),
    observedAt: isoInstant,
    confirmedAt: isoInstant,
    retractedAt: isoInstant.nullable(),
  });

const dealQuery = z.strictObject({
  retailer: z.string().min(1).max(100).optional(),
  kind: z.enum(['deal', 'glitch']).optional(),
  ...pageParameters({ usual: 20, most: 100 }),
});

const listDeals = {
  method: 'GET',
  path: '/buyer/deals',
  action: 'read-public',
  summary: 'Confirmed deals and glitches, newest first.',
  query: dealQuery,
  answer: pageOf(dealView),
} as const satisfies Endpoint;

const getDeal = {
  method: 'GET',
  path: '/buyer/deals/:id',
  action: 'read-public',
  summary: 'One deal with all its evidence.',
  params: idInPath,
  answer: dealView.extend({ evidence: anomalySchema.nullable() }),
} as const satisfies Endpoint;

/** What was retracted is shown to whoever asks for it by its id alone. */
const listed = { retractedAtMs: null };

export function dealEndpoints(server: EndpointServer, { catalogue, retailers }: Platform): void {
  server.add(listDeals, async ({ query: { retailer, kind, limit, cursor } }) => {
    if (retailer && kind) return problem(400, 'invalid-input', 'retailer and kind cannot be combined yet; give one');
    if (retailer && !retailers.byId(retailer))
      return problem(400, 'invalid-input', `retailer: ${retailer} is not known`);
    const after = behind(cursor);
    const { items, next } = await (retailer
      ? deals.page(catalogue, 'newestOfRetailer', { equal: { ...listed, retailerId: retailer }, limit, ...after })
      : kind
        ? deals.page(catalogue, 'newestOfKind', { equal: { ...listed, kind }, limit, ...after })
        : deals.page(catalogue, 'newest', { equal: listed, limit, ...after }));
    return { body: { items: items.map(publicDeal), nextCursor: cursorOf(next) } };
  });

  server.add(getDeal, async ({ params: { id } }) => {
    const deal = await deals.get(catalogue, id);
    if (!deal) return problem(404, 'not-found', 'there is no such deal');
    const evidence = await anomalies.get(catalogue, id);
    return { body: { ...publicDeal(deal), evidence: evidence?.value ?? null } };
  });
}

/** A deal as the public sees it: instants as ISO strings, reasons with their words. */
function publicDeal({ id, value }: Stored<Deal>) {
  const { confirmedAtMs, observedAtMs, retractedAtMs, reasons, ...rest } = value;
  return {
    id,
    ...rest,
    reasons: describeReasons(reasons),
    observedAt: iso(observedAtMs),
    confirmedAt: iso(confirmedAtMs),
    retractedAt: isoOrNull(retractedAtMs),
  };
}
