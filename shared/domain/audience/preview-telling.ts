import type { Stored } from '../../documents/collection.ts';
import type { Deal } from '../../documents/deal.ts';
import type { Subscriber } from '../../documents/subscriber.ts';
import { type AlertState, armed, comesAnew, nextAlert } from '../alert/alert-state.ts';
import { countTold, type DailyTally } from '../alert/daily-cap.ts';
import { entitlements } from '../entitlement/tiers.ts';
import { localDay } from '../time/zone-clock.ts';
import { compileFilter } from './compile-filter.ts';
import { factsOf } from './deal-facts.ts';
import { matchesFilter } from './matches-filter.ts';
import { nextDigestMs, whenToTell } from './when-to-tell.ts';

export interface TellingPreview {
  /** Deals that fit the filter. */
  readonly fitting: number;
  /** Those told of: alone, and in how many digests how many. */
  readonly alone: number;
  readonly inDigests: number;
  readonly digests: number;
  /** The ones told of last, newest first. */
  readonly latest: readonly Stored<Deal>[];
}

const latestShown = 5;
const hourMs = 3_600_000;

/** What somebody with these preferences would have been told of these deals, in whatever order they are given. */
export function previewTelling(
  { filter, delivery, timeZone, tier }: Pick<Subscriber, 'filter' | 'delivery' | 'timeZone' | 'tier'>,
  deals: readonly Stored<Deal>[],
): TellingPreview {
  const compiled = compileFilter(filter);
  const fitting = deals
    .filter(({ value }) => matchesFilter(compiled, factsOf(value)))
    .sort((a, b) => a.value.confirmedAtMs - b.value.confirmedAtMs);
  const rules = {
    coolDownMs: delivery.coolDownHours * hourMs,
    rearmDrop: delivery.rearmDrop,
    further: 'down',
  } as const;
  const mostPerDay = Math.min(delivery.mostPerDay, entitlements[tier].mostPerDay);
  const when = { timeZone, quietHours: delivery.quietHours, digest: delivery.digest, tier };
  const alerts = new Map<string, AlertState>();
  const digests = new Set<number>();
  const told: Stored<Deal>[] = [];
  let tally: DailyTally | undefined;
  let alone = 0;
  for (const deal of fitting) {
    const { offerId, price, confirmedAtMs: atMs } = deal.value;
    const { minor: level, currency: unit } = price;
    const before = alerts.get(offerId) ?? armed;
    const isNew = comesAnew(before, deal.value);
    const decision = nextAlert(before, { type: 'holds', causeId: deal.id, level, unit, atMs, isNew }, rules);
    if (decision.tell === 'no') continue;
    alerts.set(offerId, decision.alert);
    told.push(deal);
    const telling = whenToTell(when, atMs, atMs);
    const toldAtMs = telling.type === 'now' ? atMs : telling.dueAtMs;
    if (telling.type === 'digest') {
      digests.add(toldAtMs);
      continue;
    }
    const counted = countTold(tally, { day: localDay(timeZone, toldAtMs), causeId: deal.id, mostPerDay });
    if (counted) alone += 1;
    else digests.add(nextDigestMs(when, toldAtMs));
    tally = counted ?? tally;
  }
  return {
    fitting: fitting.length,
    alone,
    inDigests: told.length - alone,
    digests: digests.size,
    latest: told.slice(-latestShown).reverse(),
  };
}
