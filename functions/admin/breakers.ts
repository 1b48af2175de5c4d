import * as z from 'zod';
import { breakers } from '../../shared/documents/breaker.ts';
import { closeCircuit, holdOpen, newCircuit } from '../../shared/domain/circuit/circuit.ts';
import { type HttpApp, parseInput, problem, readJson } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const breakersShown = 500;
const service = z.string().regex(/^[\w:.~-]{1,200}$/, 'a service name, such as gemini or retailer:amazon');
const action = z.strictObject({ action: z.enum(['open', 'close', 'reset']) });

/** `GET /admin/breakers`, `GET /admin/breakers/{service}`, `POST /admin/breakers/{service}` {action}. */
export function breakerRoutes(app: HttpApp, { catalogue, clock }: Platform): void {
  app.get('/admin/breakers', async (context) => {
    const found = await breakers.find(catalogue, 'all', { limit: breakersShown });
    return context.json({ items: found.map(({ id, value }) => ({ service: id, ...value })) });
  });

  app.get('/admin/breakers/:service', async (context) => {
    const id = parseInput(service, context.req.param('service'));
    const found = await breakers.get(catalogue, id);
    return found
      ? context.json({ service: id, ...found.value })
      : problem(404, 'not-found', `${id} has no breaker yet`);
  });

  app.post('/admin/breakers/:service', async (context) => {
    const id = parseInput(service, context.req.param('service'));
    const wanted = parseInput(action, await readJson(context.req)).action;
    const nowMs = clock.nowMs();
    const circuit = await catalogue.transaction(async (read) => {
      const current = (await breakers.get(read, id))?.value ?? newCircuit(nowMs);
      const next = { open: holdOpen, close: closeCircuit, reset: (_: unknown, atMs: number) => newCircuit(atMs) }[
        wanted
      ](current, nowMs);
      return { writes: [breakers.set(id, next)], result: next };
    });
    context.get('log').info(`an operator told a breaker to ${wanted}`, { service: id, state: circuit.state });
    return context.json({ service: id, ...circuit });
  });
}
