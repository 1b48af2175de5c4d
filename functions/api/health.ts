import { heartbeats } from '../../shared/documents/heartbeat.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { version } from '../../shared/runtime/version.ts';

const checkedForMs = 30_000;

interface Health {
  readonly status: 'healthy' | 'unhealthy';
  readonly version: string;
  readonly checkedAt: string;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly ms: number }[];
}

/** `GET /health`: from a check at most 30 seconds old; calls no outside service. */
export function healthRoutes(app: HttpApp, { catalogue, clock }: Platform): void {
  let last: { readonly atMs: number; readonly health: Promise<Health> } | undefined;
  const check = async (): Promise<Health> => {
    const startMs = clock.nowMs();
    const ok = await heartbeats.get(catalogue, 'api').then(
      () => true,
      () => false,
    );
    const ms = clock.nowMs() - startMs;
    const checkedAt = new Date(startMs).toISOString();
    return { status: ok ? 'healthy' : 'unhealthy', version, checkedAt, checks: [{ name: 'documents', ok, ms }] };
  };
  app.get('/health', async (context) => {
    if (!last || clock.nowMs() - last.atMs >= checkedForMs) last = { atMs: clock.nowMs(), health: check() };
    const health = await last.health;
    return context.json(health, health.status === 'healthy' ? 200 : 503);
  });
}
