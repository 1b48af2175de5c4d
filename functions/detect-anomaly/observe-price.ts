import { shops } from '../../shared/documents/shop.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import type { AppliedObservation } from '../../shared/domain/offer/apply-observation.ts';
import type { Comparison } from '../../shared/domain/offer/comparison.ts';
import type { PriceObserved } from '../../shared/messages/price-observed.ts';
import { TransientError } from '../../shared/runtime/errors.ts';
import type { Log } from '../../shared/runtime/log.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import { announce, announceShopFault } from './announce.ts';
import { compare } from './compare.ts';
import { decideStep, type Step } from './decide-step.ts';
import type { DetectAnomaly } from './handler.ts';

/** An unfinished batch is waited for so long. */
const batchPatienceMs = 60_000;

/** Applies one observation to its offer, and announces what came of it. */
export const observePrice =
  ({ catalogue, clock, quarantineMs }: DetectAnomaly): Handle<PriceObserved> =>
  async (observed, { publish, log }) => {
    const { offerId, sequence, shopId, retailerId, batch, observation } = observed;
    const about = { offerId, sequence, retailerId };
    const anomalyId = stableId('anomaly', offerId, sequence);
    const shop = (await shops.get(catalogue, shopId))?.value;
    const batchOpen =
      !batch.finished &&
      !shop?.mergedBatchIds.includes(batch.batchId) &&
      clock.nowMs() - observation.checkedAtMs < batchPatienceMs;
    const take = (comparison: Comparison | undefined) =>
      catalogue.transaction<Step>((read) =>
        decideStep(read, {
          ...{ observed, anomalyId, shop: shop?.watch, batchOpen, quarantineMs, comparison },
          nowMs: clock.nowMs(),
        }),
      );

    let step = await take(undefined);
    if (step.type === 'compare') step = await take(await compare(catalogue, step.offer, observation));
    switch (step.type) {
      case 'compare':
        throw new Error('what was looked up is asked for again');
      case 'unknown-offer':
        return log.info('an observation of an offer that is no longer watched', about);
      case 'gap':
        throw new TransientError(`observation ${sequence} waits for its predecessor`, { isWaiting: true });
      case 'batch-open':
        throw new TransientError('waits until the batch that saw it is complete', { isWaiting: true });
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
