import { type Anomaly, anomalies } from '../../shared/documents/anomaly.ts';
import type { Stored } from '../../shared/documents/collection.ts';
import { deals } from '../../shared/documents/deal.ts';
import { fields } from '../../shared/documents/fields.ts';
import { type HistoryBucket, historyBuckets } from '../../shared/documents/history.ts';
import { type Offer, offers } from '../../shared/documents/offer.ts';
import { stableId } from '../../shared/domain/identity/stable-id.ts';
import { retractCandidate } from '../../shared/domain/offer/retract-candidate.ts';
import {
  holdsObservation,
  type RetractedObservation,
  retractObservation,
} from '../../shared/domain/offer/retract-observation.ts';
import { dealRetracted } from '../../shared/messages/deal-retracted.ts';
import type { RetractionRequested } from '../../shared/messages/retraction-requested.ts';
import type { DocumentReader, Write } from '../../shared/ports/documents.ts';
import { PermanentError } from '../../shared/runtime/errors.ts';
import type { Handle } from '../../shared/runtime/receive.ts';
import type { DetectAnomaly } from './handler.ts';
import { anomalyRetracted, bucketRetracted, dealRetractedWrites, laterDeals } from './retraction-writes.ts';

type Step =
  | { readonly type: 'unknown-offer' }
  | { readonly type: 'retracted'; readonly isNew: boolean; readonly dealIds: readonly string[] };

/**
 * Takes an observation back: out of the history and its figures, out of quarantine, and with it the deals that rest on
 * it. One transaction; then whoever was told is to be told so. Done again, it finds everything done and says the same.
 */
export const retractPrice =
  ({ catalogue, clock }: Pick<DetectAnomaly, 'catalogue' | 'clock'>): Handle<RetractionRequested> =>
  async (command, { publish, log }) => {
    const about = { offerId: command.offerId, sequence: command.sequence, by: command.by };
    const step = await catalogue.transaction<Step>(async (read) => {
      const offer = await offers.get(read, command.offerId);
      if (!offer) return { writes: [], result: { type: 'unknown-offer' } };
      if (command.sequence > offer.value.lastSequence)
        throw new PermanentError(`the offer ${offer.id} has no observation ${command.sequence} yet`);
      const anomalyId = stableId('anomaly', command.offerId, command.sequence);
      const anomaly = await anomalies.get(read, anomalyId);
      const buckets = await bucketsFrom(read, offer, command.sequence, anomaly?.value);
      const before = retractedBefore(buckets, command.sequence, anomaly);
      if (before) return { writes: [], result: { type: 'retracted', isNew: false, dealIds: before } };
      const decided = await decide(read, { command, offer, anomaly, buckets, nowMs: clock.nowMs() });
      return { writes: decided.writes, result: { type: 'retracted', isNew: true, dealIds: decided.dealIds } };
    });
    if (step.type === 'unknown-offer') return log.info('a retraction for an offer that is no longer watched', about);
    if (step.isNew)
      log.warn(`an observation was taken back: ${command.reason}`, { ...about, deals: step.dealIds.length });
    await publish(
      dealRetracted,
      step.dealIds.map((dealId) => ({ dealId })),
    );
  };

/** The buckets from the one that holds the observation, or held it, to the open one; all where none does. */
async function bucketsFrom(
  read: DocumentReader,
  { id, value: { history } }: Stored<Offer>,
  sequence: number,
  anomaly: Anomaly | undefined,
): Promise<HistoryBucket[]> {
  const wrong = wrongOf(sequence, anomaly);
  const found: HistoryBucket[] = [];
  for (let number = history?.bucket ?? 0; number > 0; number -= 1) {
    const bucket = (await historyBuckets.get(read, `${id}:${number}`))?.value;
    if (!bucket) break;
    found.unshift(bucket);
    if (holdsObservation(bucket, wrong) || isRetractedIn(bucket, sequence)) break;
  }
  return found;
}

const wrongOf = (sequence: number, anomaly: Anomaly | undefined) => ({
  sequence,
  ...(anomaly ? { atMs: anomaly.observedAtMs, minor: anomaly.price.minor } : {}),
});

const isRetractedIn = ({ retracted }: HistoryBucket, sequence: number): boolean =>
  Object.values(retracted).some((change) => change.sequence === sequence);

/** The deals an earlier run of the same command took back; undefined where there was none. */
function retractedBefore(
  buckets: readonly HistoryBucket[],
  sequence: number,
  anomaly: Stored<Anomaly> | undefined,
): readonly string[] | undefined {
  const changes = buckets.flatMap(({ retracted }) => Object.values(retracted));
  const change = changes.find((each) => each.sequence === sequence);
  if (change) return change.dealIds;
  if (anomaly?.value.state !== 'retracted' || anomaly.value.retraction?.by === 'history') return undefined;
  return anomaly.value.retraction?.dealIds ?? [];
}

interface Retracting {
  readonly command: RetractionRequested;
  readonly offer: Stored<Offer>;
  readonly anomaly: Stored<Anomaly> | undefined;
  readonly buckets: readonly HistoryBucket[];
  readonly nowMs: number;
}

async function decide(
  read: DocumentReader,
  { command, offer, anomaly, buckets, nowMs }: Retracting,
): Promise<{ readonly writes: readonly Write[]; readonly dealIds: readonly string[] }> {
  const retracted = retractObservation(offer.value, buckets, wrongOf(command.sequence, anomaly?.value));
  const own = anomaly && (await deals.get(read, anomaly.id));
  const later = retracted ? await laterDeals(read, offer.id, retracted.later, nowMs) : { writes: [], dealIds: [] };
  const dealIds = [...(own ? [own.id] : []), ...later.dealIds];
  const { by, reason } = command;
  const retraction = { by, reason, atMs: nowMs, dealIds };
  const writes = [
    offers.update(offer.id, fields({ ...offerAfter(offer.value, anomaly, retracted), updatedAtMs: nowMs })),
    ...(retracted?.patches ?? []).flatMap((patch) =>
      bucketRetracted(offer.id, patch, { by, reason, dealIds, sequence: command.sequence, retractedAtMs: nowMs }),
    ),
    ...(anomaly ? [anomalyRetracted(anomaly.id, retraction)] : []),
    ...(own ? [dealRetractedWrites(own.id, nowMs)] : []),
    ...later.writes,
  ];
  return { writes, dealIds };
}

/** What never entered the history may still stand in quarantine. */
function offerAfter(
  offer: Offer,
  anomaly: Stored<Anomaly> | undefined,
  retracted: RetractedObservation | undefined,
): Partial<Offer> {
  const openAnomalyId = offer.openAnomalyId === anomaly?.id ? null : offer.openAnomalyId;
  if (retracted) return { ...retracted.offer, openAnomalyId };
  if (!anomaly || !offer.detector) return { openAnomalyId };
  return { detector: retractCandidate(offer.detector, anomaly.value.price.minor), openAnomalyId };
}
