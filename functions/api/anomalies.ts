import * as z from 'zod';
import { type Anomaly, anomalies, anomalyState } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { describeReasons } from '../../shared/domain/detection/describe-reasons.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { documentIdIn, type HttpApp, parseInput, problem } from '../../shared/runtime/http.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const anomalyQuery = z.strictObject({
  state: anomalyState.optional(),
  ...pageParameters({ usual: 20, most: 100 }),
});

/** `GET /anomalies`: what was suspected, what became of it and why, newest first; `GET /anomalies/{id}` with all its evidence. */
export function anomalyRoutes(app: HttpApp, { catalogue, retailers }: Platform): void {
  app.get('/anomalies', async (context) => {
    const { state, limit, cursor } = parseInput(anomalyQuery, context.req.query());
    const after = behind(cursor);
    const { items, next } = await (state
      ? anomalies.page(catalogue, 'newestInState', { equal: { state }, limit, ...after })
      : anomalies.page(catalogue, 'newest', { limit, ...after }));
    return context.json({
      items: items.map((anomaly) => publicAnomaly(anomaly, retailers)),
      nextCursor: cursorOf(next),
    });
  });

  app.get('/anomalies/:id', async (context) => {
    const anomaly = await anomalies.get(catalogue, documentIdIn(context, 'id'));
    if (!anomaly) return problem(404, 'not-found', 'there is no such anomaly');
    return context.json({ ...publicAnomaly(anomaly, retailers), evidence: anomaly.value });
  });
}

function publicAnomaly({ id, value }: Stored<Anomaly>, retailers: RetailerDirectory) {
  const { state, kind, facts, url, price, baseline, reasons, decision, retraction, observedAtMs, decidedAtMs } = value;
  return {
    id,
    state,
    kind,
    title: facts.title ?? url,
    retailerName: retailers.byId(value.retailerId)?.name ?? value.retailerId,
    url,
    imageUrl: facts.imageUrl,
    price,
    medianMinor: baseline?.medianMinor ?? null,
    observedAt: new Date(observedAtMs).toISOString(),
    decidedAt: decidedAtMs === null ? null : new Date(decidedAtMs).toISOString(),
    reasons: [
      ...describeReasons(reasons),
      ...(decision ? [{ code: `decided-by-${decision.by}`, text: decision.explanation }] : []),
      ...(retraction ? [{ code: `retracted-by-${retraction.by}`, text: retraction.reason }] : []),
    ],
  };
}
