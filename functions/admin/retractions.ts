import * as z from 'zod';
import { anomalies } from '../../shared/documents/anomaly.ts';
import { offers } from '../../shared/documents/offer.ts';
import { retractionRequested } from '../../shared/messages/retraction-requested.ts';
import { type Endpoint, type EndpointServer, idInPath } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';

const body = z.strictObject({ reason: z.string().trim().min(3).max(500) });
const asked = z.object({ offerId: z.string(), sequence: z.number(), reason: z.string() });

const retractAnomaly = {
  method: 'POST',
  path: '/admin/anomalies/:id/retract',
  action: 'operate',
  audit: 'retraction-asked',
  summary: 'Takes back what an anomaly or deal said; done in seconds, and once however often it is asked for.',
  params: idInPath,
  body,
  status: 202,
  answer: asked.extend({ id: z.string() }),
} as const satisfies Endpoint;

const retractObservation = {
  method: 'POST',
  path: '/admin/offers/:id/observations/:sequence/retract',
  action: 'operate',
  audit: 'retraction-asked',
  summary: "Takes one observation out of an offer's history, and whatever followed from it.",
  params: idInPath.extend({
    sequence: z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .transform(Number),
  }),
  body,
  status: 202,
  answer: asked,
} as const satisfies Endpoint;

/** What was believed proved wrong. */
export function retractionEndpoints(server: EndpointServer, { catalogue }: Platform): void {
  server.add(retractAnomaly, async ({ params: { id }, body: { reason } }, context) => {
    const anomaly = await anomalies.get(catalogue, id);
    if (!anomaly) return problem(404, 'not-found', 'there is no such anomaly');
    const { offerId, sequence } = anomaly.value;
    await context.get('publish')(retractionRequested, [{ offerId, sequence, by: 'operator', reason }]);
    context.get('log').warn('an operator asked for a retraction', { anomalyId: anomaly.id, offerId, sequence });
    return { body: { id: anomaly.id, offerId, sequence, reason } };
  });

  server.add(retractObservation, async ({ params: { id, sequence }, body: { reason } }, context) => {
    const offer = await offers.get(catalogue, id);
    if (!offer || sequence > offer.value.lastSequence) return problem(404, 'not-found', 'there is no such observation');
    await context.get('publish')(retractionRequested, [{ offerId: offer.id, sequence, by: 'operator', reason }]);
    context.get('log').warn('an operator asked for a retraction', { offerId: offer.id, sequence });
    return { body: { offerId: offer.id, sequence, reason } };
  });
}
