import * as z from 'zod';
import { breakers } from '../../shared/documents/breaker.ts';
import { circuitSchema } from '../../shared/domain/circuit/circuit.ts';
import { isDocumentId } from '../../shared/ports/document-rules.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import { operateBreaker } from '../../shared/runtime/operate-breaker.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { problem } from '../../shared/runtime/problem.ts';

const breakersShown = 500;
const params = z.object({ service: z.string().refine(isDocumentId) });
const breakerView = circuitSchema.and(z.object({ service: z.string() }));

const listBreakers = {
  method: 'GET',
  path: '/admin/breakers',
  action: 'see-operations',
  summary: 'The circuit breaker of every service.',
  answer: z.object({ items: z.array(breakerView) }),
} as const satisfies Endpoint;

const getBreaker = {
  method: 'GET',
  path: '/admin/breakers/:service',
  action: 'see-operations',
  summary: 'The circuit breaker of one service.',
  params,
  answer: breakerView,
} as const satisfies Endpoint;

const setBreaker = {
  method: 'POST',
  path: '/admin/breakers/:service',
  action: 'operate',
  audit: 'breaker-operated',
  summary: 'Holds a breaker open, closes it, or forgets its past.',
  params,
  body: z.strictObject({ action: z.enum(['open', 'close', 'reset']) }),
  answer: breakerView,
} as const satisfies Endpoint;

export function breakerEndpoints(server: EndpointServer, { catalogue, clock }: Platform): void {
  server.add(listBreakers, async () => {
    const found = await breakers.find(catalogue, 'all', { limit: breakersShown });
    return { body: { items: found.map(({ id, value }) => ({ service: id, ...value })) } };
  });

  server.add(getBreaker, async ({ params: { service } }) => {
    const found = await breakers.get(catalogue, service);
    if (!found) return problem(404, 'not-found', `${service} has no breaker yet`);
    return { body: { service, ...found.value } };
  });

  server.add(setBreaker, async ({ params: { service }, body: { action } }, context) => {
    const circuit = await operateBreaker(service, action, { documents: catalogue, clock });
    context.get('log').warn(`an operator told a breaker to ${action}`, { service, state: circuit.state });
    return { body: { service, ...circuit } };
  });
}
