import * as z from 'zod';
import { anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { type Deal, deals } from '../../shared/documents/deal.ts';
import { describeReasons } from '../../shared/domain/detection/describe-reasons.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import { documentIdIn, parseInput, problem } from '../../shared/runtime/http.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const dealQuery = z.strictObject({
  retailer: z.string().min(1).max(100).optional(),
  kind: z.enum(['deal', 'glitch']).optional(),
  ...pageParameters({ usual: 20, most: 100 }),
});

/** What was retracted is shown to whoever asks for it by its id alone. */
const listed = { retractedAtMs: null };

/** `GET /buyer/deals` newest first, and `GET /buyer/deals/{id}` with its evidence. */
export function dealRoutes(app: HttpApp, { catalogue, retailers }: Platform): void {
  app.get('/buyer/deals', async (context) => {
    const { retailer, kind, limit, cursor } = parseInput(dealQuery, context.req.query());
    if (retailer && kind) return problem(400, 'invalid-input', 'retailer and kind cannot be combined yet; give one');
    if (retailer && !retailers.byId(retailer))
      return problem(400, 'invalid-input', `retailer: ${retailer} is not known`);
    const after = behind(cursor);
    const { items, next } = await (retailer
      ? deals.page(catalogue, 'newestOfRetailer', { equal: { ...listed, retailerId: retailer }, limit, ...after })
      : kind
        ? deals.page(catalogue, 'newestOfKind', { equal: { ...listed, kind }, limit, ...after })
        : deals.page(catalogue, 'newest', { equal: listed, limit, ...after }));
    return context.json({ items: items.map(publicDeal), nextCursor: cursorOf(next) });
  });

  app.get('/buyer/deals/:id', async (context) => {
    const id = documentIdIn(context, 'id');
    const deal = await deals.get(catalogue, id);
    if (!deal) return problem(404, 'not-found', 'there is no such deal');
    const evidence = await anomalies.get(catalogue, id);
    return context.json({ ...publicDeal(deal), evidence: evidence?.value ?? null });
  });
}

/** A deal as the public sees it: instants as ISO strings, reasons with their words. */
function publicDeal({ id, value }: Stored<Deal>) {
  const { confirmedAtMs, observedAtMs, retractedAtMs, reasons, ...rest } = value;
  return {
    id,
    ...rest,
    reasons: describeReasons(reasons),
    observedAt: new Date(observedAtMs).toISOString(),
    confirmedAt: new Date(confirmedAtMs).toISOString(),
    retractedAt: retractedAtMs === null ? null : new Date(retractedAtMs).toISOString(),
  };
}
