import { pacing } from '../../shared/documents/pacing.ts';
import { shops } from '../../shared/documents/shop.ts';
import { shopAlarms } from '../../shared/documents/shop-alarm.ts';
import { alarmView } from '../../shared/domain/detection/shop-alarm.ts';
import type { HttpApp } from '../../shared/runtime/http.ts';
import type { Platform } from '../../shared/runtime/platform.ts';

const shopsShown = 200;

/** `GET /shops`: which shops are watched, whether they can be seen, and their last shop-wide alarm. */
export function shopRoutes(app: HttpApp, { catalogue }: Platform): void {
  app.get('/shops', async (context) => {
    const [found, alarms] = await Promise.all([
      shops.find(catalogue, 'byName', { limit: shopsShown }),
      shopAlarms.find(catalogue, 'newest', { limit: shopsShown }),
    ]);
    const alarmOf = new Map(alarms.map(({ id, value }) => [id, alarmView(value)]));
    const visits = await pacing.getAll(
      catalogue,
      found.map(({ id }) => id),
    );
    const items = found.map(({ id, value: { name, offers, lastBatchAtMs, blind } }, i) => {
      const lastMs = visits[i]?.value.lastVisitAtMs ?? lastBatchAtMs;
      return {
        id,
        name,
        offers,
        lastCheckedAt: lastMs === null ? null : new Date(lastMs).toISOString(),
        state: blind === null ? 'watching' : blind.outcome === 'blocked' ? 'blocked' : 'blind',
        since: blind === null ? null : new Date(blind.sinceMs).toISOString(),
        alarm: alarmOf.get(id) ?? null,
      };
    });
    return context.json({ items });
  });
}
