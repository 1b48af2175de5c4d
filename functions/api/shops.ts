import * as z from 'zod';
import { pacing } from '../../shared/documents/pacing.ts';
import { shops } from '../../shared/documents/shop.ts';
import { shopAlarms } from '../../shared/documents/shop-alarm.ts';
import { alarmView } from '../../shared/domain/detection/shop-alarm.ts';
import { layoutAlarmView } from '../../shared/domain/shard/layout-alarm.ts';
import type { Endpoint, EndpointServer } from '../../shared/runtime/endpoint.ts';
import type { Platform } from '../../shared/runtime/platform.ts';
import { isoInstant, isoOrNull, layoutAlarmAnswer, shopAlarmView } from '../../shared/runtime/views.ts';

const shopsShown = 200;

const listShops = {
  method: 'GET',
  path: '/shops',
  action: 'read-public',
  summary:
    'Which shops are watched, whether they can be seen, their last shop-wide alarm, and whether their layout changed.',
  answer: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        offers: z.number(),
        lastCheckedAt: isoInstant.nullable(),
        state: z.enum(['watching', 'blocked', 'blind']),
        since: isoInstant.nullable(),
        alarm: shopAlarmView.nullable(),
        layout: layoutAlarmAnswer.nullable(),
      }),
    ),
  }),
} as const satisfies Endpoint;

export function shopEndpoints(server: EndpointServer, { catalogue }: Platform): void {
  server.add(listShops, async () => {
    const [found, alarms] = await Promise.all([
      shops.find(catalogue, 'byName', { limit: shopsShown }),
      shopAlarms.find(catalogue, 'newest', { limit: shopsShown }),
    ]);
    const alarmOf = new Map(alarms.map(({ id, value }) => [id, alarmView(value)]));
    const visits = await pacing.getAll(
      catalogue,
      found.map(({ id }) => id),
    );
    const items = found.map(({ id, value: { name, offers, lastBatchAtMs, blind, layout } }, i) => ({
      id,
      name,
      offers,
      lastCheckedAt: isoOrNull(visits[i]?.value.lastVisitAtMs ?? lastBatchAtMs),
      state: stateOf(blind),
      since: isoOrNull(blind?.sinceMs ?? null),
      alarm: alarmOf.get(id) ?? null,
      layout: layout?.alarm ? layoutAlarmView(layout.alarm) : null,
    }));
    return { body: { items } };
  });
}

function stateOf(blind: { readonly outcome: string } | null): 'watching' | 'blocked' | 'blind' {
  if (blind === null) return 'watching';
  return blind.outcome === 'blocked' ? 'blocked' : 'blind';
}
