import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { field, fields } from '../../shared/documents/fields.ts';
import { historyBuckets } from '../../shared/documents/history.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import type { SecondLook } from '../../shared/domain/anomaly/second-look.ts';
import type { Detection } from '../../shared/domain/detection/detect.ts';
import { shopExcerpt } from '../../shared/domain/detection/shop-excerpt.ts';
import { learnDetection, type ShopWatch } from '../../shared/domain/detection/shop-watch.ts';
import type { AppliedObservation } from '../../shared/domain/offer/apply-observation.ts';
import { bucketFor } from '../../shared/domain/offer/history-bucket.ts';
import { recordSteps } from '../../shared/domain/offer/history-steps.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { DocumentReader, FieldUpdate, Write } from '../../shared/ports/documents.ts';

/** The offer after one observation, and what enters its history. */
export function offerWrites(
  offer: Stored<Offer>,
  observed: PriceObserved,
  applied: AppliedObservation,
  nowMs: number,
): Write[] {
  const { id: offerId, value } = offer;
  const { steps, restarted } = applied.history;
  const [first] = steps;
  const target = first && bucketFor(value.history, first.atMs, restarted);
  const isNew = target?.type === 'new';
  const history = target
    ? {
        bucket: target.bucket,
        changes: steps.length + (isNew ? 0 : (value.history?.changes ?? 0)),
        openedAtMs: isNew ? first.atMs : (value.history?.openedAtMs ?? first.atMs),
      }
    : value.history;
  const update = offers.update(
    offerId,
    fields({ ...applied.offer, history, lastSequence: observed.sequence, gap: null, updatedAtMs: nowMs }),
  );
  if (!target) return [update];
  const bucketId = `${offerId}:${target.bucket}`;
  const { changes, ends } = recordSteps(observed.sequence, steps);
  if (!isNew) {
    const entries: FieldUpdate[] = [
      ...Object.entries(changes).map(([key, change]) => field(['changes', key], change)),
      ...Object.entries(ends).map(([key, atMs]) => field(['ends', key], atMs)),
    ];
    return [update, historyBuckets.update(bucketId, entries)];
  }
  const bucket = historyBuckets.create(bucketId, {
    offerId,
    number: target.bucket,
    currency: observed.observation.price?.currency ?? '',
    openedAtMs: first.atMs,
    checkpoint: restarted ? null : value.detector,
    changes,
    ends,
    retracted: {},
  });
  return [update, bucket];
}

/** The shop's record after a suspect of it ended, where that teaches anything (rarely). */
export async function shopWrites(read: DocumentReader, shopId: string, detection: Detection): Promise<Write[]> {
  if (!detection.resolution) return [];
  const shop = await shops.get(read, shopId);
  const watch = shop && learnDetection(shop.value.watch, detection);
  return shop && watch !== shop.value.watch ? [shops.update(shop.id, fields({ watch }))] : [];
}

/** The quarantined anomaly after a look that says something about it. */
export function anomalyWrites(
  open: Stored<Anomaly>,
  { observation, purpose }: PriceObserved,
  look: SecondLook,
  seen: { readonly before: Offer['detector']; readonly shop: ShopWatch | undefined; readonly nowMs: number },
): Write[] {
  const candidate = seen.before?.candidate;
  const shop = seen.shop && candidate ? shopExcerpt(seen.shop, candidate.standingMinor, candidate.minor) : null;
  const shown: FieldUpdate[] = [
    field(['secondLook'], observation),
    ...(open.value.evidence ? [field(['evidence', 'laterLook'], { purpose, before: seen.before, shop })] : []),
  ];
  switch (look.type) {
    case 'stands':
      return [anomalies.update(open.id, [...shown, ...fields({ state: 'validating', dueAtMs: null })])];
    case 'unseen': {
      const decision = { by: 'second-look', verdict: 'uncertain', confidence: 0, explanation: look.explanation };
      const ended = { state: 'expired', dueAtMs: null, decidedAtMs: seen.nowMs, decision };
      return [anomalies.update(open.id, [...shown, ...fields(ended)])];
    }
    case 'refuted': {
      const decision = { by: look.by, verdict: 'error', confidence: 1, explanation: look.explanation };
      const ended = { state: 'rejected', dueAtMs: null, decidedAtMs: seen.nowMs, decision };
      return [anomalies.update(open.id, [...shown, ...fields(ended)])];
    }
  }
}
