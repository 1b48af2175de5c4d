import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { shops } from '../../shared/documents/shop.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import { type AppliedObservation, applyObservation } from '../../shared/domain/offer/apply-observation.ts';
import { type SequenceStep, sequenceStep } from '../../shared/domain/offer/sequence.ts';
import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../shared/messages/deal-detected.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DocumentReader, Documents, Write } from '../../shared/ports/documents.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { Publish } from '../../shared/runtime/publish.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { anomalyWrites, offerWrites, shopWrites } from './writes.ts';

export interface DetectAnomaly {
  readonly catalogue: Documents;
  readonly clock: Clock;
  readonly quarantineMs: number;
}

/** How far one delivery got. */
type Step =
  | Exclude<SequenceStep, { type: 'apply' }>
  | { readonly type: 'unknown-offer' }
  | { readonly type: 'batch-open' }
  | { readonly type: 'applied'; readonly applied: AppliedObservation };

/** An unfinished batch is waited for so long: it may show that the whole shop moved. */
const batchPatienceMs = 60_000;

export const detectAnomaly =
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

    const step = await catalogue.transaction<Step>(async (read) => {
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
        decideByMs: clock.nowMs() + quarantineMs,
      });
      const announces = applied.opened !== undefined || applied.secondLook?.type === 'stands';
      if (announces && batchOpen) return { writes: [], result: { type: 'batch-open' } };
      const writes: Write[] = [
        ...offerWrites(offer, observed, applied, clock.nowMs()),
        ...(applied.opened ? [anomalies.create(anomalyId, applied.opened)] : []),
        ...(open && applied.secondLook ? anomalyWrites(open, observed, applied.secondLook, clock.nowMs()) : []),
        ...(applied.resolution ? await shopWrites(read, observed.shopId, applied.resolution) : []),
      ];
      return { writes, result: { type: 'applied', applied } };
    });

    switch (step.type) {
      case 'unknown-offer':
        return log.info('an observation of an offer that is no longer watched', about);
      case 'gap':
        throw new TransientError(`observation ${observed.sequence} waits for its predecessor`);
      case 'batch-open':
        throw new TransientError('waits until the batch that saw it is complete');
      case 'known':
        break;
      case 'applied': {
        const { verdict, secondLook } = step.applied;
        if (verdict && verdict.type !== 'normal') {
          log.info(`price is ${verdict.type === 'deal' ? 'a deal' : `suspect: ${verdict.kind}`}`, {
            ...about,
            anomalyId,
          });
        }
        if (secondLook) log.info(`second look: ${secondLook.type}`, { ...about, anomalyId: observed.anomalyId });
      }
    }
    await announce(catalogue, publish, [anomalyId, ...(observed.anomalyId ? [observed.anomalyId] : [])]);
  };

/** The offer's suspicion, unless somebody (its deadline, an operator) has ended it meanwhile. */
async function openAnomaly(read: DocumentReader, { openAnomalyId }: Offer): Promise<Stored<Anomaly> | undefined> {
  if (!openAnomalyId) return undefined;
  const open = await anomalies.get(read, openAnomalyId);
  return open?.value.state === 'quarantined' ? open : undefined;
}

/**
 * Publishes what the anomalies of this observation still wait for, from what is stored: the same after a first run and
 * after a redelivery. Receivers ignore what they have had.
 */
async function announce(catalogue: Documents, publish: Publish, anomalyIds: readonly string[]): Promise<void> {
  for (const anomaly of await anomalies.getAll(catalogue, anomalyIds)) {
    if (!anomaly) continue;
    const { id: anomalyId, value } = anomaly;
    if (value.state === 'validating') {
      await publish(value.type === 'deal' ? dealDetected : anomalyDetected, [{ anomalyId }]);
    } else if (value.state === 'quarantined' && value.secondLook === null && value.dueAtMs !== null) {
      const { shardId, offerId, dueAtMs: decideByMs } = value;
      await publish(scrapeRequested, [{ purpose: 'confirm', shardId, offerId, anomalyId, decideByMs }]);
    }
  }
}
