import * as z from 'zod';
import { type Anomaly, anomalies, anomalyState } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { describeReasons } from '../../shared/domain/detection/describe-reasons.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { documentIdIn, type HttpApp, parseInput, problem } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { cursorOf, readCursor } from './cursor.ts';

const anomalyQuery = z.strictObject({
  state: anomalyState.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(500).optional(),
});

/** `GET /anomalies`: what was suspected, what became of it and why, newest first; `GET /anomalies/{id}` with all its evidence. */
export function anomalyRoutes(app: HttpApp, { catalogue, retailers }: Platform): void {
  app.get('/anomalies', async (context) => {
    const { state, limit, cursor } = parseInput(anomalyQuery, context.req.query());
    const after = cursor === undefined ? {} : { after: readCursor(cursor) };
    const found = await (state
      ? anomalies.find(catalogue, 'newestInState', { equal: { state }, limit, ...after })
      : anomalies.find(catalogue, 'newest', { limit, ...after }));
    const last = found.at(-1);
    const nextCursor = found.length === limit && last ? cursorOf(last.value.observedAtMs, last.id) : null;
    return context.json({ items: found.map((anomaly) => publicAnomaly(anomaly, retailers)), nextCursor });
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
