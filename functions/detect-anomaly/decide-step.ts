import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import type { ShopWatch } from '../../shared/domain/detection/shop-watch.ts';
import { type AppliedObservation, applyObservation } from '../../shared/domain/offer/apply-observation.ts';
import type { Comparison } from '../../shared/domain/offer/comparison.ts';
import { type SequenceStep, sequenceStep } from '../../shared/domain/offer/sequence.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { version } from '../../shared/runtime/version.ts';
import { alarmWrites } from './alarm-shop.ts';
import { endDeals } from './end-deals.ts';
import { anomalyWrites, offerWrites, shopWrites } from './writes.ts';

/** How far one delivery got. */
export type Step =
  | Exclude<SequenceStep, { type: 'apply' }>
  | { readonly type: 'unknown-offer' }
  /** The batch that saw it is not complete: it may show that the whole shop moved. */
  | { readonly type: 'batch-open' }
  /** Before it is called unusual, what else is known of the product is to be looked up. */
  | { readonly type: 'compare'; readonly offer: Offer }
  /** `refutedId`: the suspicion that this observation ended. */
  | { readonly type: 'applied'; readonly applied: AppliedObservation; readonly refutedId: string | undefined };

export interface Delivery {
  readonly observed: PriceObserved;
  /** Of the anomaly it may open. */
  readonly anomalyId: string;
  readonly shop: ShopWatch | undefined;
  readonly batchOpen: boolean;
  readonly nowMs: number;
  readonly quarantineMs: number;
  /** Once it was looked up. */
  readonly comparison: Comparison | undefined;
}

/** Decides inside a transaction what one observation comes to, and what is to be written of it. */
export async function decideStep(
  read: DocumentReader,
  { observed, anomalyId, shop, batchOpen, nowMs, quarantineMs, comparison }: Delivery,
): Promise<{ readonly writes: readonly Write[]; readonly result: Step }> {
  const offer = await offers.get(read, observed.offerId);
  if (!offer) return { writes: [], result: { type: 'unknown-offer' } };
  const next = sequenceStep(offer.value, observed.sequence, nowMs);
  if (next.type === 'known') return { writes: [], result: next };
  if (next.type === 'gap') {
    const { gap } = next;
    return { writes: gap ? [offers.update(offer.id, fields({ gap }))] : [], result: next };
  }
  const open = await openAnomaly(read, offer.value);
  const applied = applyObservation({ ...offer.value, openAnomalyId: open?.id ?? null }, observed, {
    anomalyId,
    afterGap: next.afterGap,
    shop,
    // From now, not from the look: it may have been held until its batch was complete.
    decideByMs: nowMs + quarantineMs,
    nowMs,
    release: version,
    ...(comparison ? { comparison } : {}),
  });
  const { opened, secondLook, detection } = applied;
  if (batchOpen && (opened !== undefined || secondLook?.type === 'stands')) {
    return { writes: [], result: { type: 'batch-open' } };
  }
  // A fault of the whole shop needs no comparison, and comes hundreds of times at once.
  if (opened && opened.state !== 'rejected' && !comparison) {
    return { writes: [], result: { type: 'compare', offer: offer.value } };
  }
  const ended = await endDeals(read, offer.value, applied, observed.observation);
  const writes: Write[] = [
    ...offerWrites(offer, observed, { ...applied, offer: { ...applied.offer, ...ended.offer } }, nowMs),
    ...ended.writes,
    ...(opened ? [anomalies.create(anomalyId, opened)] : []),
    ...(open && secondLook
      ? anomalyWrites(open, observed, secondLook, { before: offer.value.detector, shop, nowMs })
      : []),
    ...(detection ? await shopWrites(read, observed.shopId, detection) : []),
    ...(await alarmWrites(read, { observed, applied, anomalyId, open, shop })),
  ];
  const refutedId = secondLook?.type === 'refuted' ? open?.id : undefined;
  return { writes, result: { type: 'applied', applied, refutedId } };
}

/** The offer's suspicion, unless somebody (its deadline, an operator) has ended it meanwhile. */
async function openAnomaly(read: DocumentReader, { openAnomalyId }: Offer): Promise<Stored<Anomaly> | undefined> {
  if (!openAnomalyId) return undefined;
  const open = await anomalies.get(read, openAnomalyId);
  return open?.value.state === 'quarantined' ? open : undefined;
}
