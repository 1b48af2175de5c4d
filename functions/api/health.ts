import * as z from 'zod';
import { breakers } from '../../shared/documents/breaker.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { version } from '../../shared/runtime/version.ts';
import { isoInstant } from '../../shared/runtime/views.ts';

const checkedForMs = 30_000;
/** A store that takes longer than this is not answering. */
const patienceMs = 5_000;
/** Services PriceHawk can do without for a while; their breakers say how they are. */
const optionalServices = ['gemini', 'openrouter', 'resend', 'web-push', 'discord', 'slack', 'telegram'];

const checkView = z.object({ name: z.string(), ok: z.boolean(), ms: z.number() });
type Check = Readonly<z.infer<typeof checkView>>;

const healthView = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  version: z.string(),
  checkedAt: isoInstant,
  checks: z.array(checkView),
});
type Health = Readonly<z.infer<typeof healthView>>;

const getHealth = {
  method: 'GET',
  path: '/health',
  action: 'read-public',
  summary: 'Whether PriceHawk works, and what of it does not.',
  answer: healthView,
} as const satisfies Endpoint;

/**
 * `GET /health` (PH-14): from a check at most 30 seconds old that calls no outside service. Without its stores PriceHawk
 * is unhealthy (503); with an optional service behind an open breaker it is degraded (200).
 */
export function healthEndpoints(server: EndpointServer, platform: Platform): void {
  const { clock } = platform;
  let last: { readonly atMs: number; readonly health: Promise<Health> } | undefined;
  server.add(getHealth, async () => {
    if (!last || clock.nowMs() - last.atMs >= checkedForMs) last = { atMs: clock.nowMs(), health: check(platform) };
    const health = await last.health;
    return { body: health, status: health.status === 'unhealthy' ? 503 : 200 };
  });
}

async function check({ catalogue, people, clock }: Platform): Promise<Health> {
  const startMs = clock.nowMs();
  let circuits: Awaited<ReturnType<typeof breakers.getAll>> = [];
  const stores = await Promise.all([
    timed('catalogue', clock, async () => {
      circuits = await breakers.getAll(catalogue, optionalServices);
    }),
    timed('people', clock, () => deadLetters.get(people, 'health')),
  ]);
  const services = optionalServices.map((name, i) => ({ name, ok: circuits[i]?.value.state !== 'open', ms: 0 }));
  const broken = services.filter(({ ok }) => !ok);
  const isDown = stores.some(({ ok }) => !ok);
  return {
    status: isDown ? 'unhealthy' : broken.length > 0 ? 'degraded' : 'healthy',
    version,
    checkedAt: new Date(startMs).toISOString(),
    checks: [...stores, ...broken],
  };
}

async function timed(name: string, clock: Clock, attempt: () => Promise<unknown>): Promise<Check> {
  const startMs = clock.nowMs();
  const patience = new AbortController();
  const ok = await Promise.race([
    attempt().then(
      () => true,
      () => false,
    ),
    clock.sleep(patienceMs, patience.signal).then(
      () => false,
      () => false,
    ),
  ]);
  patience.abort();
  return { name, ok, ms: clock.nowMs() - startMs };
}
