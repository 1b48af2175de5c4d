import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { shopAlarms } from '../../shared/documents/shop-alarm.ts';
import { shopFaultOf } from '../../shared/domain/anomaly/shop-fault.ts';
import { type ShopWatch, shopWindowMs } from '../../shared/domain/detection/shop-watch.ts';
import { anomalyDetected } from '../../shared/messages/anomaly-detected.ts';
import { dealDetected } from '../../shared/messages/deal-detected.ts';
import { retractionRequested } from '../../shared/messages/retraction-requested.ts';
import { scrapeRequested } from '../../shared/messages/scrape-requested.ts';
import type { Documents } from '../../shared/ports/documents.ts';
import type { Publish } from '../../shared/runtime/publish.ts';
import type { MessageContext } from '../../shared/runtime/receive.ts';

/**
 * Publishes what the anomalies of this observation still wait for, from what is stored: the same after a first run and
 * after a redelivery. Receivers ignore what they have had.
 */
export async function announce(
  catalogue: Documents,
  publish: Publish,
  anomalyIds: readonly string[],
): Promise<readonly Stored<Anomaly>[]> {
  const found = (await anomalies.getAll(catalogue, anomalyIds)).filter((anomaly) => anomaly !== undefined);
  for (const { id: anomalyId, value } of found) {
    if (value.state === 'validating') {
      await publish(value.type === 'deal' ? dealDetected : anomalyDetected, [{ anomalyId }]);
    } else if (value.state === 'quarantined' && value.secondLook === null && value.dueAtMs !== null) {
      const { shardId, offerId, dueAtMs: decideByMs } = value;
      await publish(scrapeRequested, [{ purpose: 'confirm', shardId, offerId, anomalyId, decideByMs }]);
    }
  }
  return found;
}

const lookedThrough = 500;

/**
 * Where one of these anomalies raised the shop's alarm: tells the operator, and takes back what the shop's first
 * products were believed, before there were enough of them to tell. Told from what is stored: a redelivery after a crash
 * tells it too.
 */
export async function announceShopFault(
  catalogue: Documents,
  { publish, log }: Pick<MessageContext, 'publish' | 'log'>,
  watch: ShopWatch,
  involved: readonly Stored<Anomaly>[],
): Promise<void> {
  const faulty = involved.find(({ value }) => value.decision?.by === 'shop-watch');
  if (!faulty) return;
  const { shopId, retailerId } = faulty.value;
  const alarm = (await shopAlarms.get(catalogue, shopId))?.value;
  if (!alarm || !involved.some(({ id }) => id === alarm.raisedBy)) return;
  const { kind, ratio, valueMinor, products } = alarm;
  log.error(
    `many products of one shop ${kind === 'one-ratio' ? 'moved by one ratio' : 'show one value'}: nothing of it is announced; look at how its pages are read`,
    { shopId, retailerId, ratio, valueMinor, products },
  );
  const recent = await anomalies.find(catalogue, 'newestOfShop', {
    equal: { shopId },
    range: { min: alarm.sinceMs - shopWindowMs },
    limit: lookedThrough,
  });
  const believed = recent.filter(({ value: { state } }) => state === 'confirmed' || state === 'validating');
  const commands = believed.flatMap(({ value }) => {
    const reason = shopFaultOf(value, watch);
    return reason ? [{ offerId: value.offerId, sequence: value.sequence, by: 'shop-watch' as const, reason }] : [];
  });
  await publish(retractionRequested, commands);
}
