import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import { deals } from '../../shared/documents/deal.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { type HistoryBucket, historyBuckets } from '../../shared/documents/history.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { BucketPatch, LaterPrice } from '../../shared/domain/offer/retract-observation.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';

type RetractedChange = HistoryBucket['retracted'][string];

/** A bucket without the wrong price, which it keeps beside the others for whoever asks. */
export function bucketRetracted(
  offerId: string,
  { number, removed, ends, added, checkpoint }: BucketPatch,
  why: Omit<RetractedChange, 'atMs' | 'minor'>,
): Write[] {
  const updates = [
    ...Object.entries(removed).flatMap(([key, [atMs, minor]]) => [
      field(['changes', key], undefined),
      field(['retracted', key], { ...why, atMs, minor }),
    ]),
    ...Object.entries(ends).map(([key, atMs]) => field(['ends', key], atMs)),
    ...Object.entries(added).map(([key, change]) => field(['changes', key], change)),
    field(['checkpoint'], checkpoint),
  ];
  return [historyBuckets.update(`${offerId}:${number}`, updates)];
}

export const anomalyRetracted = (id: string, retraction: NonNullable<Anomaly['retraction']>): Write =>
  anomalies.update(id, fields({ state: 'retracted', dueAtMs: null, retraction }));

export const dealRetractedWrites = (id: string, nowMs: number): Write =>
  deals.update(id, fields({ retractedAtMs: nowMs, status: 'retracted' }));

/** An offer whose price changes more often in 30 days has the rest of its deals left as they were called. */
const lookedThrough = 200;
const reason = 'What made it look like a deal was a wrong price in its history.';

/**
 * The deals called on later prices of the offer: those that are none without the wrong price are taken back with it, the
 * others show what they come to now. Their evidence stays what it was.
 */
export async function laterDeals(
  read: DocumentReader,
  offerId: string,
  later: readonly LaterPrice[],
  nowMs: number,
): Promise<{ readonly writes: readonly Write[]; readonly dealIds: readonly string[] }> {
  const prices = later.slice(0, lookedThrough);
  const ids = prices.map(({ sequence }) => stableId('anomaly', offerId, sequence));
  const [called, told] = await Promise.all([anomalies.getAll(read, ids), deals.getAll(read, ids)]);
  const writes: Write[] = [];
  const dealIds: string[] = [];
  for (const [i, { isDeal, baseline }] of prices.entries()) {
    const [anomaly, deal] = [called[i], told[i]];
    if (anomaly?.value.type !== 'deal' || !['confirmed', 'validating'].includes(anomaly.value.state)) continue;
    if (!isDeal) {
      writes.push(anomalyRetracted(anomaly.id, { by: 'history', reason, atMs: nowMs, dealIds: [] }));
      if (!deal) continue;
      writes.push(dealRetractedWrites(deal.id, nowMs));
      dealIds.push(deal.id);
    } else if (deal && baseline) {
      const { medianMinor, low30Minor, discount } = baseline;
      writes.push(deals.update(deal.id, fields({ medianMinor, low30Minor, discount })));
    }
  }
  return { writes, dealIds };
}
