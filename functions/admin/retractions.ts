import * as z from 'zod';
import { anomalies } from '../../shared/documents/anomaly.ts';
import { offers } from '../../shared/documents/offer.ts';
import { retractionRequested } from '../../shared/messages/retraction-requested.ts';
import { documentIdIn, type HttpApp, parseInput, problem, readJson } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const reasonBody = z.strictObject({ reason: z.string().trim().min(3).max(500) });
const sequenceForm = /^[1-9]\d{0,14}$/;

/**
 * `POST /admin/anomalies/{id}/retract` and `POST /admin/offers/{id}/observations/{sequence}/retract` {reason}: what was
 * believed proved wrong. Asks for it; done in seconds, and once however often it is asked for.
 */
export function retractionRoutes(app: HttpApp, { catalogue }: Platform): void {
  app.post('/admin/anomalies/:id/retract', async (context) => {
    const { reason } = parseInput(reasonBody, await readJson(context.req));
    const anomaly = await anomalies.get(catalogue, documentIdIn(context, 'id'));
    if (!anomaly) return problem(404, 'not-found', 'there is no such anomaly');
    const { offerId, sequence } = anomaly.value;
    await context.get('publish')(retractionRequested, [{ offerId, sequence, by: 'operator', reason }]);
    context.get('log').warn('an operator asked for a retraction', { anomalyId: anomaly.id, offerId, sequence });
    return context.json({ id: anomaly.id, offerId, sequence, reason }, 202);
  });

  app.post('/admin/offers/:id/observations/:sequence/retract', async (context) => {
    const { reason } = parseInput(reasonBody, await readJson(context.req));
    const given = context.req.param('sequence');
    const offer = await offers.get(catalogue, documentIdIn(context, 'id'));
    const sequence = sequenceForm.test(given) ? Number(given) : Number.POSITIVE_INFINITY;
    if (!offer || sequence > offer.value.lastSequence) return problem(404, 'not-found', 'there is no such observation');
    await context.get('publish')(retractionRequested, [{ offerId: offer.id, sequence, by: 'operator', reason }]);
    context.get('log').warn('an operator asked for a retraction', { offerId: offer.id, sequence });
    return context.json({ offerId: offer.id, sequence, reason }, 202);
  });
}
