import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import type { SecondLook } from '../../shared/domain/anomaly/second-look.ts';
import { learnResolution } from '../../shared/domain/detection/shop-watch.ts';
import type { Resolution } from '../../shared/domain/detection/verdict.ts';
import type { AppliedObservation } from '../../shared/domain/offer/apply-observation.ts';
import { bucketFor } from '../../shared/domain/offer/history-bucket.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';

/** The offer after one observation, and what enters its history. */
export function offerWrites(
  offer: Stored<Offer>,
  observed: PriceObserved,
  applied: AppliedObservation,
  nowMs: number,
): Write[] {
  const { id: offerId, value } = offer;
  const [change] = applied.history;
  const target = change && bucketFor(value.history, change.atMs);
  const history =
    change && target
      ? {
          bucket: target.bucket,
          changes: target.type === 'new' ? 1 : (value.history?.changes ?? 0) + 1,
          openedAtMs: target.type === 'new' ? change.atMs : (value.history?.openedAtMs ?? change.atMs),
        }
      : value.history;
  const update = offers.update(
    offerId,
    fields({ ...applied.offer, history, lastSequence: observed.sequence, gap: null, updatedAtMs: nowMs }),
  );
  if (!change || !target) return [update];
  const bucketId = `${offerId}:${target.bucket}`;
  const entry: [number, number] = [change.atMs, change.minor];
  if (target.type === 'open') {
    return [update, historyBuckets.update(bucketId, [field(['changes', String(change.sequence)], entry)])];
  }
  const bucket = historyBuckets.create(bucketId, {
    offerId,
    number: target.bucket,
    currency: observed.observation.price?.currency ?? '',
    openedAtMs: change.atMs,
    checkpoint: value.detector,
    changes: { [String(change.sequence)]: entry },
  });
  return [update, bucket];
}

/** The shop's record after a suspect of it ended, where that teaches anything (rarely). */
export async function shopWrites(read: DocumentReader, shopId: string, resolution: Resolution): Promise<Write[]> {
  const shop = await shops.get(read, shopId);
  const watch = shop && learnResolution(shop.value.watch, resolution);
  return shop && watch !== shop.value.watch ? [shops.update(shop.id, fields({ watch }))] : [];
}

/** The quarantined anomaly after a look that says something about it. */
export function anomalyWrites(
  open: Stored<Anomaly>,
  { observation, purpose }: PriceObserved,
  look: SecondLook,
  nowMs: number,
): Write[] {
  const seen = purpose === 'confirm' ? { secondLook: observation } : {};
  switch (look.type) {
    case 'unseen':
      // Waits for its deadline: a page that cannot be seen proves nothing.
      return [anomalies.update(open.id, fields(seen))];
    case 'stands':
      return [anomalies.update(open.id, fields({ ...seen, state: 'validating', dueAtMs: null }))];
    case 'refuted': {
      const decision = { by: look.by, verdict: 'error', confidence: 1, explanation: look.explanation };
      return [
        anomalies.update(open.id, fields({ ...seen, state: 'rejected', dueAtMs: null, decidedAtMs: nowMs, decision })),
      ];
    }
  }
}
