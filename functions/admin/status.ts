import * as z from 'zod';
import { aiBudgets } from '../../shared/documents/ai-budget.ts';
import { anomalies, anomalyState } from '../../shared/documents/anomaly.ts';
import { breakers } from '../../shared/documents/breaker.ts';
import { deadLetters } from '../../shared/documents/dead-letter.ts';
import { dispatches } from '../../shared/documents/dispatch.ts';
import { heartbeats } from '../../shared/documents/heartbeat.ts';
import { shops } from '../../shared/documents/shop.ts';
import { shopAlarms } from '../../shared/documents/shop-alarm.ts';
import { alarmView } from '../../shared/domain/detection/shop-alarm.ts';
import { layoutAlarmView } from '../../shared/domain/shard/layout-alarm.ts';
import { budgetMeter, budgetMonth } from '../../shared/domain/verdict/judge-budget.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import { availableWays } from '../../shared/runtime/available-ways.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { version } from '../../shared/runtime/version.ts';
import { iso, isoInstant, isoOrNull, layoutAlarmAnswer, shopAlarmView } from '../../shared/runtime/views.ts';
import { functionNames } from '../../shared/topology.ts';

const breakersShown = 500;
const alarmsShown = 200;
const shopsLookedAt = 500;

/** Null where this function may not read the key itself. */
const onOff = z.object({ name: z.string(), configured: z.boolean().nullable() });

const getStatus = {
  method: 'GET',
  path: '/internal/status',
  action: 'see-operations',
  summary: 'How things stand: functions, breakers, alarms, dead letters, spending, services.',
  answer: z.object({
    version: z.string(),
    at: isoInstant,
    functions: z.array(z.object({ name: z.string(), lastBeatAt: isoInstant.nullable() })),
    breakers: z.array(z.object({ service: z.string(), state: z.string(), failureCount: z.number() })),
    /** Null where the platform does not tell functions. */
    backlog: z.array(z.object({ subscription: z.string(), count: z.number(), oldestAgeMs: z.number() })).nullable(),
    openDeadLetters: z.number(),
    unknownDispatches: z.number(),
    /** What was suspected or called a deal, by how it stands: rejected ones are what was misread or nothing unusual. */
    anomalies: z.record(anomalyState, z.number()),
    aiBudget: z.object({
      month: z.string(),
      spentMicroUsd: z.number(),
      /** Set aside for questions under way, and perhaps spent; counts in `percent`. */
      reservedMicroUsd: z.number(),
      budgetMicroUsd: z.number(),
      percent: z.number(),
      calls: z.number(),
      alertedPercent: z.number(),
      stopped: z.boolean(),
    }),
    shopAlarms: z.array(shopAlarmView.extend({ shopId: z.string() })),
    layoutAlarms: z.array(layoutAlarmAnswer.extend({ shopId: z.string() })),
    services: z.array(onOff),
    strategies: z.array(z.looseObject({ name: z.string(), state: z.string() })),
  }),
} as const satisfies Endpoint;

/** `GET /internal/status`: heartbeats, what waits, breakers, shop-wide alarms, dead letters, dispatches of unknown outcome, AI spending, which services are configured, and which ways to pages are open. */
export function statusEndpoints(
  server: EndpointServer,
  { catalogue, people, clock, secrets, settings, backlog }: Platform,
): void {
  server.add(getStatus, async () => {
    const nowMs = clock.nowMs();
    const month = budgetMonth(nowMs);
    const [beats, circuits, openLetters, unknownDispatches, budget, alarms, known, ways, byState, configured] =
      await Promise.all([
        heartbeats.getAll(catalogue, functionNames),
        breakers.find(catalogue, 'all', { limit: breakersShown }),
        people.count({ collection: deadLetters, query: 'newestInState', equal: { state: 'open' } }),
        people.count({ collection: dispatches, query: 'newestInState', equal: { state: 'unknown' } }),
        aiBudgets.get(catalogue, month),
        shopAlarms.find(catalogue, 'newest', { limit: alarmsShown }),
        shops.find(catalogue, 'byName', { limit: shopsLookedAt }),
        availableWays({ settings, secrets }),
        anomaliesByState(catalogue),
        Promise.all(
          [
            'GEMINI_API_KEY',
            'OPENROUTER_API_KEY',
            'RESEND_API_KEY',
            'STRIPE_API_KEY',
            'JINA_API_KEY',
            'PROXY_POOLS',
          ].map(async (name) => ({
            name,
            configured: await secrets.get(name).then(
              (value) => value !== undefined,
              () => null,
            ),
          })),
        ),
      ]);
    const body = {
      version,
      at: iso(nowMs),
      functions: functionNames.map((name, i) => {
        const atMs = beats[i]?.value.atMs;
        return { name, lastBeatAt: isoOrNull(atMs ?? null) };
      }),
      breakers: circuits.map(({ id, value }) => ({
        service: id,
        state: value.state,
        failureCount: value.failureCount,
      })),
      backlog:
        backlog?.().map(({ subscription, count, oldestAgeMs }) => ({ subscription, count, oldestAgeMs })) ?? null,
      openDeadLetters: openLetters,
      // Perhaps sent, and the operator's to decide.
      unknownDispatches,
      anomalies: byState,
      aiBudget: budgetMeter(month, budget?.value, settings.aiBudgetUsd * 1_000_000),
      shopAlarms: alarms
        .filter(({ value }) => value.untilMs === null)
        .map(({ id, value }) => ({ shopId: id, ...alarmView(value) })),
      layoutAlarms: known.flatMap(({ id, value: { layout } }) =>
        layout?.alarm?.untilMs === null ? [{ shopId: id, ...layoutAlarmView(layout.alarm) }] : [],
      ),
      // Without its key a service is off: models give way to rules, mails to the outbox.
      services: configured,
      // Shops whose pages can be had in no way that is on are blind, and say so.
      strategies: Object.entries(ways).map(([name, { type, ...why }]) => ({ name, state: type, ...why })),
    };
    return { body };
  });
}

async function anomaliesByState(catalogue: Documents) {
  const counted = anomalyState.options.map(
    async (state) =>
      [state, await catalogue.count({ collection: anomalies, query: 'newestInState', equal: { state } })] as const,
  );
  // Every state is among the entries.
  return Object.fromEntries(await Promise.all(counted)) as Record<z.infer<typeof anomalyState>, number>;
}
