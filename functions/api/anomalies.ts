import * as z from 'zod';
import { type Anomaly, anomalies, anomalySchema, anomalyState } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { describeReasons } from '../../shared/domain/detection/describe-reasons.ts';
import { anomalyKinds } from '../../shared/domain/detection/verdict.ts';
import { money } from '../../shared/domain/money/money.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import { behind, cursorOf, pageParameters } from '../../shared/runtime/paging.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';
import { iso, isoInstant, isoOrNull, pageOf, reasonView } from '../../shared/runtime/views.ts';

const anomalyView = z.object({
  id: z.string(),
  state: anomalyState,
  kind: z.enum(anomalyKinds),
  title: z.string(),
  retailerName: z.string(),
  url: z.string(),
  imageUrl: z.string().optional(),
  price: money,
  medianMinor: z.number().nullable(),
  observedAt: isoInstant,
  decidedAt: isoInstant.nullable(),
  reasons: z.array(reasonView),
});

const listAnomalies = {
  method: 'GET',
  path: '/anomalies',
  action: 'read-public',
  summary: 'What was suspected, what became of it and why; newest first.',
  query: z.strictObject({ state: anomalyState.optional(), ...pageParameters({ usual: 20, most: 100 }) }),
  answer: pageOf(anomalyView),
} as const satisfies Endpoint;

const getAnomaly = {
  method: 'GET',
  path: '/anomalies/:id',
  action: 'read-public',
  summary: 'One suspicion with all its evidence.',
  params: idInPath,
  answer: anomalyView.extend({ evidence: anomalySchema }),
} as const satisfies Endpoint;

export function anomalyEndpoints(server: EndpointServer, { catalogue, retailers }: Platform): void {
  server.add(listAnomalies, async ({ query: { state, limit, cursor } }) => {
    const after = behind(cursor);
    const { items, next } = await (state
      ? anomalies.page(catalogue, 'newestInState', { equal: { state }, limit, ...after })
      : anomalies.page(catalogue, 'newest', { limit, ...after }));
    return { body: { items: items.map((anomaly) => publicAnomaly(anomaly, retailers)), nextCursor: cursorOf(next) } };
  });

  server.add(getAnomaly, async ({ params: { id } }) => {
    const anomaly = await anomalies.get(catalogue, id);
    if (!anomaly) return problem(404, 'not-found', 'there is no such anomaly');
    return { body: { ...publicAnomaly(anomaly, retailers), evidence: anomaly.value } };
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
    ...(facts.imageUrl === undefined ? {} : { imageUrl: facts.imageUrl }),
    price,
    medianMinor: baseline?.medianMinor ?? null,
    observedAt: iso(observedAtMs),
    decidedAt: isoOrNull(decidedAtMs),
    reasons: [
      ...describeReasons(reasons),
      ...(decision ? [{ code: `decided-by-${decision.by}`, text: decision.explanation }] : []),
      ...(retraction ? [{ code: `retracted-by-${retraction.by}`, text: retraction.reason }] : []),
    ],
  };
}
