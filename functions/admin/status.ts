import { aiBudgets } from '../../shared/documents/ai-budget.ts';
import { breakers } from '../../shared/documents/breaker.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { heartbeats } from '../../shared/documents/heartbeat.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { version } from '../../shared/runtime/version.ts';
import { functionNames } from '../../shared/topology.ts';

const breakersShown = 500;

/** `GET /internal/status`: heartbeats, breakers, dead letters, AI spending, and which services are configured. */
export function statusRoutes(app: HttpApp, { catalogue, people, clock, secrets }: Platform): void {
  app.get('/internal/status', async (context) => {
    const nowMs = clock.nowMs();
    const month = new Date(nowMs).toISOString().slice(0, 7);
    const [beats, circuits, openLetters, budget, configured] = await Promise.all([
      heartbeats.getAll(catalogue, functionNames),
      breakers.find(catalogue, 'all', { limit: breakersShown }),
      people.count({ collection: deadLetters, query: 'newestInState', equal: { state: 'open' } }),
      aiBudgets.get(catalogue, month),
      Promise.all(
        ['GEMINI_API_KEY', 'OPENROUTER_API_KEY', 'RESEND_API_KEY'].map(async (name) => ({
          name,
          configured: (await secrets.get(name)) !== undefined,
        })),
      ),
    ]);
    return context.json({
      version,
      at: new Date(nowMs).toISOString(),
      functions: functionNames.map((name, i) => {
        const atMs = beats[i]?.value.atMs;
        return { name, lastBeatAt: atMs === undefined ? null : new Date(atMs).toISOString() };
      }),
      breakers: circuits.map(({ id, value }) => ({
        service: id,
        state: value.state,
        failureCount: value.failureCount,
      })),
      openDeadLetters: openLetters,
      aiBudget: { month, spentMicroUsd: budget?.value.spentMicroUsd ?? 0, calls: budget?.value.calls ?? 0 },
      // Without its key a service is off: models give way to rules, mails to the outbox.
      services: configured,
    });
  });
}
