import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import { type AppliedObservation, applyObservation } from '../../shared/domain/offer/apply-observation.ts';
import type { Comparison } from '../../shared/domain/offer/comparison.ts';
import { type SequenceStep, sequenceStep } from '../../shared/domain/offer/sequence.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { version } from '../../shared/runtime/version.ts';
import { alarmWrites } from './alarm-shop.ts';
import { announce, announceShopFault } from './announce.ts';
import { compare } from './compare.ts';
import type { DetectAnomaly } from './handler.ts';
import { anomalyWrites, offerWrites, shopWrites } from './writes.ts';

/** How far one delivery got. */
type Step =
  | Exclude<SequenceStep, { type: 'apply' }>
  | { readonly type: 'unknown-offer' }
  | { readonly type: 'batch-open' }
  /** Before it is called unusual, what else is known of the product is to be looked up. */
  | { readonly type: 'compare'; readonly offer: Offer }
  | { readonly type: 'applied'; readonly applied: AppliedObservation; readonly refutedId?: string };

interface Decided {
  readonly writes: readonly Write[];
  readonly result: Step;
}

/** An unfinished batch is waited for so long: it may show that the whole shop moved. */
const batchPatienceMs = 60_000;

export const observePrice =
  ({ catalogue, clock, quarantineMs }: DetectAnomaly): Handle<PriceObserved> =>
  async (observed, { publish, log }) => {
    const about = { offerId: observed.offerId, sequence: observed.sequence, retailerId: observed.retailerId };
    const anomalyId = stableId('anomaly', observed.offerId, observed.sequence);
    const shop = (await shops.get(catalogue, observed.shopId))?.value;
    const { batch, observation } = observed;
    const batchOpen =
      !batch.finished &&
      !shop?.mergedBatchIds.includes(batch.batchId) &&
      clock.nowMs() - observation.checkedAtMs < batchPatienceMs;

    const apply = async (read: DocumentReader, comparison?: Comparison): Promise<Decided> => {
      const nowMs = clock.nowMs();
      const offer = await offers.get(read, observed.offerId);
      if (!offer) return { writes: [], result: { type: 'unknown-offer' } };
      const next = sequenceStep(offer.value, observed.sequence);
      if (next.type === 'known') return { writes: [], result: next };
      if (next.type === 'gap') {
        if (next.attempts === null) return { writes: [], result: next };
        const gap = { sequence: observed.sequence, attempts: next.attempts };
        return { writes: [offers.update(offer.id, fields({ gap }))], result: next };
      }
      const open = await openAnomaly(read, offer.value);
      const applied = applyObservation({ ...offer.value, openAnomalyId: open?.id ?? null }, observed, {
        anomalyId,
        afterGap: next.afterGap,
        shop: shop?.watch,
        // From now, not from the look: it may have been held until its batch was complete.
        decideByMs: nowMs + quarantineMs,
        nowMs,
        release: version,
        ...(comparison ? { comparison } : {}),
      });
      const announces = applied.opened !== undefined || applied.secondLook?.type === 'stands';
      if (announces && batchOpen) return { writes: [], result: { type: 'batch-open' } };
      const isDoubted = applied.opened !== undefined && applied.opened.state !== 'rejected';
      if (isDoubted && !comparison) return { writes: [], result: { type: 'compare', offer: offer.value } };
      const seen = { before: offer.value.detector, shop: shop?.watch, nowMs };
      const writes: Write[] = [
        ...offerWrites(offer, observed, applied, nowMs),
        ...(applied.opened ? [anomalies.create(anomalyId, applied.opened)] : []),
        ...(open && applied.secondLook ? anomalyWrites(open, observed, applied.secondLook, seen) : []),
        ...(applied.detection ? await shopWrites(read, observed.shopId, applied.detection) : []),
        ...(await alarmWrites(read, { observed, applied, anomalyId, open, shop: shop?.watch })),
      ];
      return {
        writes,
        result: {
          type: 'applied',
          applied,
          ...(applied.secondLook?.type === 'refuted' && open ? { refutedId: open.id } : {}),
        },
      };
    };
    const first = await catalogue.transaction<Step>((read) => apply(read));
    const comparison = first.type === 'compare' ? await compare(catalogue, first.offer, observation) : undefined;
    const step = comparison ? await catalogue.transaction<Step>((read) => apply(read, comparison)) : first;

    switch (step.type) {
      case 'compare':
        throw new Error('what was looked up is asked for again');
      case 'unknown-offer':
        return log.info('an observation of an offer that is no longer watched', about);
      case 'gap':
        throw new TransientError(`observation ${observed.sequence} waits for its predecessor`);
      case 'batch-open':
        throw new TransientError('waits until the batch that saw it is complete');
      case 'known':
        break;
      case 'applied':
        tell(log, observed, step.applied);
    }
    const refutedId = step.type === 'applied' ? step.refutedId : undefined;
    const ids = new Set([anomalyId, observed.anomalyId, refutedId].filter((id) => id !== undefined));
    const involved = await announce(catalogue, publish, [...ids]);
    if (shop) await announceShopFault(catalogue, { publish, log }, shop.watch, involved);
  };

/** The offer's suspicion, unless somebody (its deadline, an operator) has ended it meanwhile. */
async function openAnomaly(read: DocumentReader, { openAnomalyId }: Offer): Promise<Stored<Anomaly> | undefined> {
  if (!openAnomalyId) return undefined;
  const open = await anomalies.get(read, openAnomalyId);
  return open?.value.state === 'quarantined' ? open : undefined;
}

/** The log lines of one observation. */
function tell(
  log: Log,
  { offerId, sequence, retailerId, anomalyId }: PriceObserved,
  { detection, opened, secondLook }: AppliedObservation,
): void {
  const about = { offerId, sequence, retailerId };
  const verdict = detection?.verdict;
  if (verdict && verdict.type !== 'normal') {
    const found = verdict.type === 'deal' ? 'a deal' : `suspect: ${verdict.kind}`;
    log.info(`price is ${found}`, { ...about, anomalyId: opened && stableId('anomaly', offerId, sequence) });
  }
  if (secondLook) log.info(`second look: ${secondLook.type}`, { ...about, anomalyId });
}
