import * as z from 'zod';
import { breakers } from '../../shared/documents/breaker.ts';
import { documentIdIn, type HttpApp, parseInput, problem, readJson } from '../../shared/runtime/http.ts';
import { operateBreaker } from '../../shared/runtime/operate-breaker.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const breakersShown = 500;
const operation = z.strictObject({ action: z.enum(['open', 'close', 'reset']) });

/** `GET /admin/breakers`, `GET /admin/breakers/{service}`, `POST /admin/breakers/{service}` {action}. */
export function breakerRoutes(app: HttpApp, { catalogue, clock }: Platform): void {
  app.get('/admin/breakers', async (context) => {
    const found = await breakers.find(catalogue, 'all', { limit: breakersShown });
    return context.json({ items: found.map(({ id, value }) => ({ service: id, ...value })) });
  });

  app.get('/admin/breakers/:service', async (context) => {
    const service = documentIdIn(context, 'service');
    const found = await breakers.get(catalogue, service);
    return found
      ? context.json({ service, ...found.value })
      : problem(404, 'not-found', `${service} has no breaker yet`);
  });

  app.post('/admin/breakers/:service', async (context) => {
    const service = documentIdIn(context, 'service');
    const { action } = parseInput(operation, await readJson(context.req));
    const circuit = await operateBreaker(service, action, { documents: catalogue, clock });
    context.get('log').warn(`an operator told a breaker to ${action}`, { service, state: circuit.state });
    return context.json({ service, ...circuit });
  });
}
